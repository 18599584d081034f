import { findSyntaxErrors, languageOf, type SyntaxParser } from '../syntax/index.ts'
import type { LintProblem, Texts } from './problem.ts'

/** Where texts do not fit the grammar of their language; nothing of languages without one. */
export async function syntaxProblems(texts: Texts, syntax: SyntaxParser): Promise<readonly LintProblem[]> {
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
