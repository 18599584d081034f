import type { Language, Query } from 'web-tree-sitter'
import { hasCode } from '../../std/index.ts'
import type { SyntaxLanguage, SyntaxParser, SyntaxTree } from '../../syntax/index.ts'
import { collectTags } from './collect-tags.ts'
import { componentScript, componentsUsed } from './component-script.ts'
import type { FileTags } from './file-tags.ts'
import { lexicalTags } from './lexical-tags.ts'
import { tagPatterns, taggedLanguages } from './tag-query.ts'

/** Reads tags from texts; holds one compiled query a language, outside the JavaScript heap, until it is disposed. */
export interface Tagger extends Disposable {
  /** By the grammar of the language, lexically where there is none; null where its grammar cannot read a text. */
  read(source: string, language: TagLanguage | null): Promise<FileTags | null>
}

/** `component` is a file of Vue or Svelte: markup around scripts. */
export type TagLanguage = SyntaxLanguage | 'component'

export function createTagger(syntax: SyntaxParser): Tagger {
  // By grammar, not by language: where a runtime broke, its queries went with it.
  const queries = new Map<Language, Query>()
  const queryFor = (tree: SyntaxTree): Query => {
    const { language } = tree.root.tree
    const query = queries.get(language) ?? tree.compile(tagPatterns(tree.language))
    queries.set(language, query)
    return query
  }
  const read: Tagger['read'] = async (source, language) => {
    if (language === 'component') return readComponent(source, read)
    if (language === null || !taggedLanguages.has(language)) return lexicalTags(source)
    try {
      using tree = await syntax.parse(source, language)
      return tree && tree.visit((root) => collectTags(tree, queryFor(tree).matches(root)))
    } catch (error) {
      // A grammar is somebody else's program: one that is broken costs what it would have told, and nothing else.
      if (hasCode(error, 'syntax')) return null
      throw error
    }
  }
  return {
    read,
    [Symbol.dispose]: () => {
      for (const query of queries.values()) releaseQuery(query)
      queries.clear()
    },
  }
}

function releaseQuery(query: Query): void {
  try {
    query.delete()
  } catch {
    // Its runtime broke: what the query held went with it.
  }
}

async function readComponent(source: string, read: Tagger['read']): Promise<FileTags | null> {
  const { script, language } = componentScript(source)
  const tags = await read(script, language)
  const used = componentsUsed(source).map((name) => ({ name, kind: 'call' as const, owner: -1, count: 1 }))
  return tags && { ...tags, references: [...tags.references, ...used] }
}
