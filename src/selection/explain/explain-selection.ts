import type { Selection, SelectionReport } from '../../domain/index.ts'
import type { CandidateRow } from '../../verifier/index.ts'
import { verdictOf } from '../observe/matrix.ts'
import type { Observations } from '../observe/observe-pool.ts'
import type { PooledPatch, TestOrigin } from '../pool.ts'
import { countVotes } from '../selectors/test-voting.ts'
import { toCandidateRows } from '../verify/verifier-odds.ts'
import type { ClassRanking } from '../votes/rank-classes.ts'
import { missingParts } from './missing-parts.ts'
import { separationsOf } from './separations.ts'

/** Pairs grow with the square of classes; nobody reads those of the unlikely. */
const separatedClasses = 8
const keptOutput = 2_000

export interface ExplainedChoice {
  readonly selection: Selection
  readonly ranking: ClassRanking
  /** Whether a model could be asked. */
  readonly hasModel: boolean
  /** What there was no time for. */
  readonly outOfTime: readonly string[]
}

/** The record of a choice: everything that was seen and what was made of it. */
export function explainSelection(
  observations: Observations,
  { selection, ranking, hasModel, outOfTime }: ExplainedChoice,
): SelectionReport {
  const { matrix, regression, classes } = observations
  const rows = toCandidateRows(observations, observations.patchSigns)
  const votes = countVotes(observations)
  const weights = new Map(
    ranking.votes.tests.map(({ test, weight, column }) => [test, weight * column.share]),
  )
  const likeliest = ranking.classes.slice(0, separatedClasses).map(({ at }) => at)
  const posterior = new Map(ranking.classes.map((row) => [row.at, row.posterior]))
  return {
    selection,
    patches: matrix.patches.map((patch, at) => ({
      labels: labelsOf(observations, patch),
      patch: patch.patch,
      class: classes.findIndex(({ patches }) => patches.includes(at)),
      broken: [...(regression?.runs[at]?.comparison.broken ?? [])],
      votes: votes[at] ?? 0,
      facts: factsOf(rows[at]),
    })),
    tests: observations.tests.map(({ test, noVote, reason }, at) => ({
      origins: test.origins.map(originText),
      ...test.test,
      noVote,
      note: reason,
      weight: weights.get(at) ?? 0,
      onBase: {
        verdict: verdictOf(matrix.base[at]),
        flaky: matrix.base[at]?.flaky ?? false,
        output: (matrix.base[at]?.runs[0]?.output ?? '').slice(0, keptOutput),
      },
      onPatches: matrix.cells.map((row) => verdictOf(row[at])),
    })),
    classes: classes.map(({ patches, by }, at) => ({
      patches: [...patches],
      by,
      posterior: posterior.get(at) ?? 0,
    })),
    separations: [...separationsOf(observations, likeliest)],
    unapplied: matrix.unapplied.map(({ patch, reason }) => ({
      labels: labelsOf(observations, patch),
      reason,
    })),
    regression: regression && {
      files: [...regression.files],
      left: [...regression.left],
      passing: regression.passing,
    },
    others: [],
    executions: { ...observations.counts },
    missing: [...missingParts(observations, { hasModel })],
    outOfTime: [...outOfTime],
  }
}

function factsOf(row: CandidateRow | undefined): SelectionReport['patches'][number]['facts'] {
  return row ? { tests: row.tests, votes: row.votes, signals: { ...row.signals } } : null
}

function labelsOf({ entries }: Observations, { entries: indices }: PooledPatch): string[] {
  return indices.flatMap((index) => entries[index]?.label ?? [])
}

function originText(origin: TestOrigin): string {
  if (origin.from === 'attempt') return `attempt ${origin.attemptIndex}`
  if (origin.from === 'written') return `written ${origin.number}`
  return origin.from === 'given' ? origin.path : 'selector'
}
