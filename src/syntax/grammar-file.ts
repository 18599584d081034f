import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { grammarOf, type SyntaxLanguage } from './language.ts'

/**
 * Where a grammar's wasm lies. Packages that would compile something when installed are copied from at build time and
 * are no dependency of the built program: their grammars lie beside it.
 */
export function grammarFile(language: SyntaxLanguage): string {
  const grammar = grammarOf(language)
  const copied = fileURLToPath(new URL(`./grammars/${basename(grammar)}`, import.meta.url))
  // Found through the module system, so that it works from src, from dist and from a bundle alike.
  return existsSync(copied) ? copied : createRequire(import.meta.url).resolve(grammar)
}
