import type { Query } from 'web-tree-sitter'
import { hasCode } from '../../std/index.ts'
import type { SyntaxLanguage, SyntaxParser, SyntaxTree } from '../../syntax/index.ts'
import { collectTags } from './collect-tags.ts'
import { componentScript, componentsUsed } from './component-script.ts'
import type { FileTags } from './file-tags.ts'
import { lexicalTags } from './lexical-tags.ts'
import { loadTagQuery, taggedLanguages } from './tag-query.ts'

/** Reads tags from texts; holds one compiled query a language, outside the JavaScript heap, until it is disposed. */
export interface Tagger extends Disposable {
  /** By the grammar of the language, lexically where there is none; null where a text is too much for its grammar. */
  read(source: string, language: TagLanguage | null): Promise<FileTags | null>
}

/** `component` is a file of Vue or Svelte: markup around scripts. */
export type TagLanguage = SyntaxLanguage | 'component'

export function createTagger(syntax: SyntaxParser): Tagger {
  const queries = new Map<SyntaxLanguage, Query>()
  const queryFor = (tree: SyntaxTree): Query => {
    const known = queries.get(tree.language)
    if (known) return known
    const query = loadTagQuery(tree.language, tree.root.tree.language)
    queries.set(tree.language, query)
    return query
  }
  const read: Tagger['read'] = async (source, language) => {
    if (language === 'component') return readComponent(source, read)
    if (language === null || !taggedLanguages.has(language)) return lexicalTags(source)
    try {
      using tree = await syntax.parse(source, language)
      return tree ? collectTags(tree, queryFor(tree).matches(tree.root)) : null
    } catch (error) {
      // A grammar is somebody else's program: one that breaks on a text costs that text, not the whole index.
      if (hasCode(error, 'syntax')) throw error
      return null
    }
  }
  return {
    read,
    [Symbol.dispose]: () => {
      for (const query of queries.values()) query.delete()
      queries.clear()
    },
  }
}

async function readComponent(source: string, read: Tagger['read']): Promise<FileTags | null> {
  const { script, language } = componentScript(source)
  const tags = await read(script, language)
  const used = componentsUsed(source).map((name) => ({ name, kind: 'call' as const, owner: -1, count: 1 }))
  return tags && { ...tags, references: [...tags.references, ...used] }
}
