/**
 * Faults of code that show without running the program: what a change brings in that can run and can hardly be meant, and
 * what grammars and linters say of it, as far as it was not there before.
 */
export { createChangeCheck, type ChangeCheck, type ChangedText } from './change-check.ts'
export { textsOf, type Contents } from './contents.ts'
export type { Finding } from './finding.ts'
export {
  lintChange,
  lintReportSchema,
  type ChangedFiles,
  type LintDeps,
  type LintReport,
} from './lint-change.ts'
export { findMoves } from './find-moves.ts'
export type { LintedChange } from './linted-change.ts'
export { chooseLinters } from './linters/linters.ts'
export type { Linter } from './linters/linter.ts'
export type { LintProblem, Texts } from './problem.ts'
export { isParseFault } from './parse-fault.ts'
export { syntaxProblemsOf } from './syntax-problems.ts'
export { sayBroken } from './show/say-broken.ts'
export { sayProblem } from './show/say-problem.ts'
export { showProblems } from './show/show-problems.ts'
