import { findMoves } from './find-moves.ts'
import { newProblems, type LintProblem, type Texts } from './problem.ts'

/** Texts of the changed files, before and after. A file that was moved is there under its old and its new path. */
export interface LintedChange {
  readonly before: Texts
  readonly after: Texts
  /** `any`: also what was there before in the files that it changes; else what it brought alone. */
  readonly count?: 'new' | 'any'
}

interface Seen {
  readonly before: readonly LintProblem[]
  readonly after: readonly LintProblem[]
}

/** Of what was seen of a change those problems that are held against it. What a moved file had before, it has still. */
export function countedProblems({ before, after, count }: LintedChange, seen: Seen): readonly LintProblem[] {
  const moves = findMoves(before, after)
  const taken = new Set(moves.values())
  const pathNow = (path: string): string => moves.get(path) ?? path
  const brought = newProblems(
    {
      problems: seen.before.map((problem) => ({ ...problem, path: pathNow(problem.path) })),
      texts: new Map([...before].flatMap(([path, text]) => (taken.has(path) ? [] : [[pathNow(path), text]]))),
    },
    { problems: seen.after, texts: after },
  )
  if (count !== 'any') return brought
  return seen.after.filter((problem) => after.has(problem.path) || brought.includes(problem))
}
