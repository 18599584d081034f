import type { LintProblem } from '../problem.ts'

/** One line, without the path: `line 5: what is wrong (linter RULE)`. */
export function sayProblem({ line, rule, message, linter }: LintProblem): string {
  const from = rule === '' || rule === linter ? linter : `${linter} ${rule}`
  return `${line === null ? '' : `line ${line}: `}${message} (${from})`
}
