import { afterAll, describe, expect, it } from 'vitest'
import { createSyntax, type SyntaxLanguage } from '../../syntax/index.ts'
import { createTagger } from './extract-tags.ts'

export interface LanguageCase {
  readonly source: string
  /** `kind name startLine-endLine in parent`, in order. */
  readonly definitions: readonly string[]
  /** `kind name`, all of them, in order of place, imported names last. */
  readonly references: readonly string[]
  /** `module: names`. */
  readonly imports: readonly string[]
}

/** What the query of a language finds in a small text of it. */
export function describeLanguages(cases: Partial<Record<SyntaxLanguage, LanguageCase>>): void {
  describe('tags', () => {
    const syntax = createSyntax()
    const tagger = createTagger(syntax)
    afterAll(() => {
      tagger[Symbol.dispose]()
      syntax[Symbol.dispose]()
    })

    it.each(Object.entries(cases))('of %s', async (language, { source, ...expected }) => {
      // Keys of the record above.
      const tags = await tagger.read(source, language as SyntaxLanguage)
      const definitions = tags?.definitions.map(({ kind, name, startLine, endLine, parent }) => {
        const outer = tags.definitions[parent]
        return `${kind} ${name} ${startLine}-${endLine}${outer ? ` in ${outer.name}` : ''}`
      })
      const references = new Set(tags?.references.map(({ kind, name }) => `${kind} ${name}`))
      const imports = tags?.imports.map(({ module, names }) => `${module}: ${names.join(' ')}`.trim())
      expect({ definitions, references: [...references], imports }).toEqual(expected)
    })
  })
}
