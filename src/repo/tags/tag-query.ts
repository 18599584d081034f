import { readFileSync } from 'node:fs'
import { syntaxLanguages, type SyntaxLanguage } from '../../syntax/index.ts'

/** Languages whose tags are read by patterns; the others hold no code. */
export const taggedLanguages: ReadonlySet<SyntaxLanguage> = new Set(
  syntaxLanguages.filter((language) => language !== 'css' && language !== 'ini'),
)

/** What finds the tags of a language. */
export function tagPatterns(language: SyntaxLanguage): string {
  const files = patternFiles[language] ?? [language]
  return files
    .map((name) => readFileSync(new URL(`./queries/${name}.scm`, import.meta.url), 'utf8'))
    .join('\n')
}

/** Languages that are written like others share their patterns. */
const patternFiles: Partial<Record<SyntaxLanguage, readonly string[]>> = {
  cpp: ['c', 'cpp'],
  javascript: ['script', 'javascript', 'jsx'],
  tsx: ['script', 'typescript', 'jsx'],
  typescript: ['script', 'typescript'],
}
