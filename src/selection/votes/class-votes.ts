import { verdictOf } from '../observe/matrix.ts'
import type { Observations } from '../observe/observe-pool.ts'
import { weightedVotes, weighTests, type TestColumn } from './weigh-tests.ts'

/** Of a whole vote, where a test speaks for the very attempt that wrote it: it was written to pass there. */
const ownVote = 0.25

export interface VotingTest {
  /** Index into the observed tests. */
  readonly test: number
  readonly column: TestColumn
  /** How far it can be relied on, in [0, 1]. */
  readonly weight: number
}

export interface ClassVotes {
  readonly tests: readonly VotingTest[]
  /** Weighted votes by class. */
  readonly votes: readonly number[]
  /** The most that a class could have. */
  readonly most: number
}

/** Votes of the tests that may vote, by class, each weighed by how well it agrees with the others. */
export function voteByClass(observations: Observations): ClassVotes {
  const { tests, classes } = observations
  const voting = tests.flatMap(({ noVote, share }, test) =>
    noVote === null
      ? [{ test, column: { share, passes: classes.map((_, at) => passesOf(observations, test, at)) } }]
      : [],
  )
  const columns = voting.map(({ column }) => column)
  const weights = weighTests(columns)
  const all = weightedVotes(columns, weights)
  const votes = all.map((sum, at) => sum - ownPart(observations, { at, voting, weights }))
  const most = columns.reduce((sum, { share }, at) => sum + share * (weights[at] ?? 0), 0)
  return { tests: voting.map((one, at) => ({ ...one, weight: weights[at] ?? 0 })), votes, most }
}

/** What most members of a class say; null where they are as many for as against. */
function passesOf({ matrix, classes }: Observations, test: number, at: number): boolean | null {
  const verdicts = (classes[at]?.patches ?? []).flatMap(
    (patch) => verdictOf(matrix.cells[patch]?.[test]) ?? [],
  )
  const passed = verdicts.filter((verdict) => verdict === 'fixed').length
  return verdicts.length === passed * 2 ? null : passed * 2 > verdicts.length
}

interface OwnInput {
  readonly at: number
  readonly voting: readonly { readonly test: number; readonly column: TestColumn }[]
  readonly weights: readonly number[]
}

/** What a class has from tests that only its own attempts wrote and that does not count in full. */
function ownPart(observations: Observations, { at, voting, weights }: OwnInput): number {
  const attempts = attemptsOf(observations, at)
  return voting.reduce((sum, { test, column }, index) => {
    const origins = observations.tests[test]?.test.origins ?? []
    const own = origins.every((origin) => origin.from === 'attempt' && attempts.has(origin.attemptIndex))
    // A class of several attempts is not alone with a test that one of them wrote.
    const alone = own && attempts.size === 1
    return alone && column.passes[at] === true
      ? sum + (1 - ownVote) * column.share * (weights[index] ?? 0)
      : sum
  }, 0)
}

/** Attempts of ours that arrived at a class. */
export function attemptsOf({ entries, matrix, classes }: Observations, at: number): ReadonlySet<number> {
  const indices = (classes[at]?.patches ?? []).flatMap((patch) =>
    (matrix.patches[patch]?.entries ?? []).flatMap((entry) => entries[entry]?.attemptIndex ?? []),
  )
  return new Set(indices)
}
