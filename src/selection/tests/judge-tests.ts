import type { PooledTest } from '../pool.ts'
import { verdictOf, type Cell, type Matrix } from '../observe/matrix.ts'
import { likeness, shinglesOf } from './likeness.ts'

/** Why a test has no voice. */
export type NoVote = 'passes-on-base' | 'fails-everywhere' | 'flaky' | 'no-patch'

export interface JudgedTest {
  readonly test: PooledTest
  /** Null for a test that votes. */
  readonly noVote: NoVote | null
  /** One sentence for people, where it has no voice or shares one. */
  readonly reason: string | null
  /** Index of the first test that this one nearly repeats; null for one that stands for itself. */
  readonly repeats: number | null
  /** Of one whole vote: those that repeat each other share it. */
  readonly share: number
}

/** Texts that have this much in common, and never disagree, are one opinion written twice. */
const nearlyTheSame = 0.7

/**
 * Which tests may speak about the patches. A test that passes before any change shows nothing of the issue, one that
 * no patch passes tells none apart, and one that ends now so, now so says nothing.
 */
export function judgeTests(matrix: Matrix): readonly JudgedTest[] {
  const judged = matrix.tests.map((test, at) => {
    const noVote = whyNoVote(matrix.base[at], column(matrix, at))
    return { test, noVote, repeats: noVote === null ? firstLike(matrix, at) : null }
  })
  const groups = new Map<number, number>()
  for (const [at, { noVote, repeats }] of judged.entries()) {
    if (noVote !== null) continue
    const leader = repeats ?? at
    groups.set(leader, (groups.get(leader) ?? 0) + 1)
  }
  return judged.map(({ test, noVote, repeats }, at) => ({
    test,
    noVote,
    repeats,
    reason: noVote === null ? repeatReason(repeats) : reasons[noVote],
    share: noVote === null ? 1 / (groups.get(repeats ?? at) ?? 1) : 0,
  }))
}

const reasons: Readonly<Record<NoVote, string>> = {
  'passes-on-base': 'vacuous: it passes before any change',
  'fails-everywhere': 'no patch passes it',
  flaky: 'flaky: it ended differently when it was run again',
  'no-patch': 'there is no patch to run it on',
}

function repeatReason(repeats: number | null): string | null {
  return repeats === null ? null : `nearly the same as test ${repeats}: they share one vote`
}

function whyNoVote(base: Cell | undefined, cells: readonly Cell[]): NoVote | null {
  if (cells.length === 0) return 'no-patch'
  if (base?.flaky || cells.some(({ flaky }) => flaky)) return 'flaky'
  if (verdictOf(base) === 'fixed') return 'passes-on-base'
  return cells.some((cell) => verdictOf(cell) === 'fixed') ? null : 'fails-everywhere'
}

function column(matrix: Matrix, at: number): readonly Cell[] {
  return matrix.cells.flatMap((row) => row[at] ?? [])
}

/** The first test before this one that has its text, by and large, and its column. */
function firstLike(matrix: Matrix, at: number): number | null {
  const own = matrix.tests[at]
  if (own === undefined) return null
  const verdicts = column(matrix, at).map(verdictOf).join()
  const shingles = shinglesOf(own.test.text)
  const found = matrix.tests
    .slice(0, at)
    .findIndex(
      (other, index) =>
        column(matrix, index).map(verdictOf).join() === verdicts &&
        verdictOf(matrix.base[index]) === verdictOf(matrix.base[at]) &&
        likeness(shinglesOf(other.test.text), shingles) >= nearlyTheSame,
    )
  return found < 0 ? null : found
}
