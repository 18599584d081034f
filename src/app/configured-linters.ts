import { chooseLinters, type Linter } from '../lint/index.ts'
import type { Config } from './config.ts'

/** Null: code is not looked at; empty: by the grammars alone. */
export function configuredLinters({
  lint,
  lintCmd,
}: Pick<Config, 'lint' | 'lintCmd'>): readonly Linter[] | null {
  if (lint === 'none') return null
  return lint === 'syntax' ? [] : chooseLinters(lintCmd)
}
