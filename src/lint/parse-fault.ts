import type { LintProblem } from './problem.ts'

/** Whether a linter says that it cannot read the file there, by the names that linters have for such rules. */
export function isParseFault({ rule }: Pick<LintProblem, 'rule'>): boolean {
  return ruleOfParsers.test(rule)
}

/** Ours for grammars, Python and ESLint's parser; Biome's; flake8's E9; those of tsc that its parser has. */
const ruleOfParsers = /^(?:syntax|parse|E9\d\d|TS1\d{3})$/

/** Whether a complaint without a rule reads like one of a parser, as those of commands of a user's do. */
export function readsLikeParseFault({ rule, message }: Pick<LintProblem, 'rule' | 'message'>): boolean {
  return rule === '' && wordsOfParsers.test(message)
}

const wordsOfParsers =
  /\b(?:syntax|pars(?:e|ing)) ?error|\bwhile parsing\b|\b(?:un)?expected\b|\b(?:unclosed|unmatched|unterminated)\b/i
