import type { AttemptEvent } from '../domain/index.ts'

type LintEvent = Extract<AttemptEvent, { readonly type: 'lint' }>

/** A complaint with its place: `a.py:3: what is wrong (RULE)`. */
export function lintLine({ path, line, rule, message, linter }: LintEvent['problems'][number]): string {
  const place = line === null ? path : `${path}:${line}`
  return `${place}: ${message}${rule === '' || rule === linter ? '' : ` (${rule})`}`
}

/** What a formatter would have done to a file. */
export function rewrittenLine({ path, linter }: LintEvent['rewritten'][number]): string {
  return `${linter} would write ${path} anew`
}
