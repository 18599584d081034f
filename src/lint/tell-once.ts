import { isParseFault, readsLikeParseFault } from './parse-fault.ts'
import type { LintProblem } from './problem.ts'
import type { SyntaxFault } from './syntax-problems.ts'

export interface ToldTwice {
  /** What grammars say. */
  readonly grammar: readonly SyntaxFault[]
  /** What linters say, one after another. */
  readonly complaints: readonly LintProblem[]
}

/**
 * Each fault once. Of the linters that cannot read a file the first is heard: most of them stop at its first fault. What
 * it says stands for what the grammar says of that place; what the grammar alone sees stays. Of those that say the same of
 * a line the first stands.
 */
export function tellOnce({ grammar, complaints }: ToldTwice): readonly LintProblem[] {
  const unread = new Set(grammar.map(({ problem }) => problem.path))
  const isOfParser = (problem: LintProblem): boolean =>
    isParseFault(problem) || (unread.has(problem.path) && readsLikeParseFault(problem))
  const speakers = new Map<string, string>()
  const told: LintProblem[] = []
  for (const complaint of complaints) {
    const { path, linter } = complaint
    if (isOfParser(complaint)) {
      const speaker = speakers.get(path) ?? linter
      speakers.set(path, speaker)
      if (speaker !== linter) continue
    }
    if (!told.some((other) => saysTheSame(other, complaint))) told.push(complaint)
  }
  return [...withoutThose(grammar, told.filter(isOfParser)), ...told]
}

/**
 * Faults of the grammar for which no complaint stands. One stands for all that begin on its line, where a grammar that
 * lost its way mostly goes on losing it; else for one whose lines it is in or next to.
 */
function withoutThose(
  grammar: readonly SyntaxFault[],
  complaints: readonly LintProblem[],
): readonly LintProblem[] {
  const onLine = (fault: SyntaxFault): readonly LintProblem[] =>
    complaints.filter(({ path, line }) => path === fault.problem.path && line === fault.problem.line)
  const free = complaints.filter((complaint) => !grammar.some((fault) => onLine(fault).includes(complaint)))
  let left = grammar.filter((fault) => onLine(fault).length === 0)
  for (const isMeant of [isInside, isBeside])
    left = left.filter((fault) => {
      const at = free.findIndex((complaint) => isMeant(fault, complaint))
      if (at >= 0) free.splice(at, 1)
      return at < 0
    })
  return left.map(({ problem }) => problem)
}

type Match = (fault: SyntaxFault, complaint: LintProblem) => boolean

const isInside: Match = (fault, { path, line }) =>
  path === fault.problem.path && line !== null && isWithin(fault, line, 0)

/** Where something is missing, one of them names the line before it and the other the line after. */
const isBeside: Match = (fault, { path, line }) =>
  path === fault.problem.path && (line === null || isWithin(fault, line, 1))

function isWithin({ problem, lastLine }: SyntaxFault, line: number, slack: number): boolean {
  return line >= (problem.line ?? 0) - slack && line <= lastLine + slack
}

/** As `'return' outside function` and `return statement outside of a function`. */
function saysTheSame(one: LintProblem, other: LintProblem): boolean {
  if (one.path !== other.path || one.line !== other.line) return false
  if (one.linter === other.linter) return one.rule === other.rule && one.message === other.message
  const [words, others] = [wordsOf(one), wordsOf(other)]
  return holdsAll(words, others) || holdsAll(others, words)
}

/** One word is too little to know a fault by. */
function holdsAll(words: ReadonlySet<string>, wanted: ReadonlySet<string>): boolean {
  return wanted.size > 1 && [...wanted].every((word) => words.has(word))
}

function wordsOf({ message }: LintProblem): ReadonlySet<string> {
  return new Set(message.toLowerCase().match(/[\p{L}\p{N}_*]+/gu))
}
