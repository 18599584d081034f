import { readFileSync } from 'node:fs'
import { Query, type Language } from 'web-tree-sitter'
import { syntaxLanguages, type SyntaxLanguage } from '../../syntax/index.ts'

/** Languages whose tags are read by a query; the others hold no code. */
export const taggedLanguages: ReadonlySet<SyntaxLanguage> = new Set(
  syntaxLanguages.filter((language) => language !== 'css' && language !== 'ini'),
)

/** Compiles what finds the tags of a language. It holds memory of the grammar's runtime until it is deleted. */
export function loadTagQuery(language: SyntaxLanguage, grammar: Language): Query {
  const texts = (queryFiles[language] ?? [language]).map((name) =>
    readFileSync(new URL(`./queries/${name}.scm`, import.meta.url), 'utf8'),
  )
  return new Query(grammar, texts.join('\n'))
}

/** Languages that are written like others share their patterns. */
const queryFiles: Partial<Record<SyntaxLanguage, readonly string[]>> = {
  cpp: ['c', 'cpp'],
  javascript: ['script', 'javascript', 'jsx'],
  tsx: ['script', 'typescript', 'jsx'],
  typescript: ['script', 'typescript'],
}
