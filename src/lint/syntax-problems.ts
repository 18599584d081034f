import { findSyntaxErrors, languageOf, type SyntaxParser } from '../syntax/index.ts'
import { countedProblems, type LintedChange } from './linted-change.ts'
import type { LintProblem, Texts } from './problem.ts'

/** Where changed files do not fit the grammar of their language; nothing of languages without one. */
export async function syntaxProblemsOf(
  change: LintedChange,
  syntax: SyntaxParser,
): Promise<readonly LintProblem[]> {
  const after = await findIn(change.after, syntax)
  if (after.length === 0) return []
  return countedProblems(change, { before: await findIn(change.before, syntax), after })
}

async function findIn(texts: Texts, syntax: SyntaxParser): Promise<readonly LintProblem[]> {
  const problems: LintProblem[] = []
  for (const [path, text] of texts) {
    const language = languageOf(path)
    if (language === null || text === null) continue
    using tree = await syntax.parse(text, language)
    if (tree === null) continue
    for (const { line, message } of findSyntaxErrors(tree))
      problems.push({ path, line, rule: 'syntax', message, linter: 'syntax' })
  }
  return problems
}
