import { extname } from 'node:path'
import type { ScriptLanguage } from '../../../domain/index.ts'

/** How a script of each language is run, as a model is told. */
export const howRun: Readonly<Record<ScriptLanguage, string>> = {
  python: "python, by the project's interpreter, with the root and its src folder on the import path",
  javascript: 'javascript, by node, from the root: import by relative path or package name',
  typescript: 'typescript, by what the project runs TypeScript with, from the root',
  go: 'go, as a package main within the module of the root',
  java: 'java, as a single file with one class, compiled classes of the project on the class path',
  rust: 'rust, as an example of the crate in the root',
  shell: 'shell, by bash, from the root',
}

const languages: Readonly<Record<string, ScriptLanguage>> = {
  '.py': 'python',
  '.js': 'javascript',
  '.mjs': 'javascript',
  '.cjs': 'javascript',
  '.jsx': 'javascript',
  '.ts': 'typescript',
  '.tsx': 'typescript',
  '.go': 'go',
  '.java': 'java',
  '.rs': 'rust',
  '.sh': 'shell',
}

/** The language of most of some files, of those that scripts may be written in; else the first of these. */
export function usualLanguage(paths: readonly string[], allowed: readonly ScriptLanguage[]): ScriptLanguage {
  const counts = new Map<ScriptLanguage, number>()
  for (const path of paths) {
    const language = languages[extname(path)]
    if (language !== undefined && allowed.includes(language))
      counts.set(language, (counts.get(language) ?? 0) + 1)
  }
  const [most] = [...counts].toSorted(([, a], [, b]) => b - a)
  return most?.[0] ?? allowed[0] ?? 'python'
}
