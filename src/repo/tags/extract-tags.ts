import type { Query } from 'web-tree-sitter'
import { hasCode } from '../../std/index.ts'
import type { SyntaxLanguage, SyntaxParser, SyntaxTree } from '../../syntax/index.ts'
import { collectTags } from './collect-tags.ts'
import type { FileTags } from './file-tags.ts'
import { lexicalTags } from './lexical-tags.ts'
import { loadTagQuery, taggedLanguages } from './tag-query.ts'

/** Reads tags from texts; holds one compiled query a language, outside the JavaScript heap, until it is disposed. */
export interface Tagger extends Disposable {
  /** By the grammar of the language, lexically where there is none; null where a text is too much for its grammar. */
  read(source: string, language: SyntaxLanguage | null): Promise<FileTags | null>
}

export function createTagger(syntax: SyntaxParser): Tagger {
  const queries = new Map<SyntaxLanguage, Query>()
  const queryFor = (tree: SyntaxTree): Query => {
    const known = queries.get(tree.language)
    if (known) return known
    const query = loadTagQuery(tree.language, tree.root.tree.language)
    queries.set(tree.language, query)
    return query
  }
  return {
    read: async (source, language) => {
      if (language === null || !taggedLanguages.has(language)) return lexicalTags(source)
      try {
        using tree = await syntax.parse(source, language)
        return tree ? collectTags(tree, queryFor(tree).matches(tree.root)) : null
      } catch (error) {
        // A grammar is somebody else's program: one that breaks on a text costs that text, not the whole index.
        if (hasCode(error, 'syntax')) throw error
        return null
      }
    },
    [Symbol.dispose]: () => {
      for (const query of queries.values()) query.delete()
      queries.clear()
    },
  }
}
