import { findSyntaxErrors, languageOf, type SyntaxParser } from '../syntax/index.ts'
import { countedProblems, type LintedChange } from './linted-change.ts'
import type { LintProblem, Texts } from './problem.ts'

/** Where changed files do not fit the grammar of their language; nothing of languages without one. */
export async function syntaxProblemsOf(
  change: LintedChange,
  syntax: SyntaxParser,
): Promise<readonly LintProblem[]> {
  const faults = await syntaxFaultsOf(change, syntax)
  return faults.map(({ problem }) => problem)
}

/** What a grammar says of a part of a file. */
export interface SyntaxFault {
  /** Of the first line of that part. */
  readonly problem: LintProblem
  readonly lastLine: number
}

/** The same, with the extent of each. */
export async function syntaxFaultsOf(
  change: LintedChange,
  syntax: SyntaxParser,
): Promise<readonly SyntaxFault[]> {
  const after = await findIn(change.after, syntax)
  if (after.length === 0) return []
  const before = await findIn(change.before, syntax)
  const counted = countedProblems(change, {
    before: before.map(({ problem }) => problem),
    after: after.map(({ problem }) => problem),
  })
  return after.filter(({ problem }) => counted.includes(problem))
}

async function findIn(texts: Texts, syntax: SyntaxParser): Promise<readonly SyntaxFault[]> {
  const faults: SyntaxFault[] = []
  for (const [path, text] of texts) {
    const language = languageOf(path)
    if (language === null || text === null) continue
    using tree = await syntax.parse(text, language)
    if (tree === null) continue
    for (const { line, endLine, message } of findSyntaxErrors(tree))
      faults.push({ problem: { path, line, rule: 'syntax', message, linter: 'syntax' }, lastLine: endLine })
  }
  return faults
}
