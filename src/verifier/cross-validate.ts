import {
  createRandom,
  groupBy,
  expectedCalibrationError,
  brierScore,
  reliabilityTable,
  type Forecast,
  type ReliabilityBin,
} from '../std/index.ts'
import { fitVerifier, oddsOfRows, type TrainingOptions, type TrainingRow } from './train.ts'
import { logistic } from './verifier-model.ts'

export interface CrossValidationOptions {
  readonly training: TrainingOptions
  readonly folds: number
  readonly seed: number
  /** What is never on both sides of a split. */
  readonly by: 'instanceId' | 'repo'
}

/** How a verifier does on rows that it has not seen. */
export interface CrossValidation {
  readonly by: CrossValidationOptions['by']
  /** By row: log-odds of a verifier that was trained without its group. */
  readonly odds: readonly number[]
  /** Chance that a resolved candidate is above one that is not; NaN where there is only one kind. */
  readonly auc: number
  /** The same within instances, over those that have both kinds. */
  readonly aucWithin: number
  readonly calibrationError: number
  readonly brier: number
  readonly reliability: readonly ReliabilityBin[]
}

export function crossValidate(
  rows: readonly TrainingRow[],
  { training, folds, seed, by }: CrossValidationOptions,
): CrossValidation {
  const foldOf = assignFolds([...new Set(rows.map((row) => row[by]))], { folds, seed })
  const odds = rows.map(() => 0)
  for (const fold of new Set(foldOf.values())) {
    const seen = rows.filter((row) => foldOf.get(row[by]) !== fold)
    const model = fitVerifier(seen, training)
    const left = [...rows.entries()].filter(([, row]) => foldOf.get(row[by]) === fold)
    const scored = oddsOfRows(
      model,
      left.map(([, row]) => row),
    )
    for (const [place, [at]] of left.entries()) odds[at] = scored[place] ?? 0
  }
  const forecasts: readonly Forecast[] = rows.map(({ resolved }, at) => ({
    probability: logistic(odds[at] ?? 0),
    outcome: resolved,
  }))
  return {
    by,
    odds,
    auc: areaUnderCurve(odds, rows),
    aucWithin: areaWithin(odds, rows),
    calibrationError: expectedCalibrationError(forecasts, 10),
    brier: brierScore(forecasts),
    reliability: reliabilityTable(forecasts, 10),
  }
}

/** Groups in random order, dealt one after another; fewer folds where there are fewer groups. */
function assignFolds(
  groups: readonly string[],
  { folds, seed }: { readonly folds: number; readonly seed: number },
): ReadonlyMap<string, number> {
  const random = createRandom(seed)
  const left = groups.toSorted()
  const dealt = groups.flatMap(() => left.splice(random.below(left.length), 1))
  return new Map(dealt.map((group, at) => [group, at % folds]))
}

type Labelled = Pick<TrainingRow, 'instanceId' | 'resolved'>

function areaUnderCurve(odds: readonly number[], rows: readonly Labelled[]): number {
  const pairs = countPairs(odds, rows)
  return pairs.above / pairs.all
}

/** Pairs of all instances together: instances with more candidates of both kinds weigh more. */
function areaWithin(odds: readonly number[], rows: readonly Labelled[]): number {
  let above = 0
  let all = 0
  const places = groupBy(rows.keys(), (at) => rows[at]?.instanceId ?? '')
  for (const own of places.values()) {
    const pairs = countPairs(
      own.map((at) => odds[at] ?? 0),
      own.flatMap((at) => rows[at] ?? []),
    )
    above += pairs.above
    all += pairs.all
  }
  return above / all
}

function countPairs(
  odds: readonly number[],
  rows: readonly Labelled[],
): { readonly above: number; readonly all: number } {
  const right = [...rows.keys()].filter((at) => rows[at]?.resolved)
  const wrong = [...rows.keys()].filter((at) => rows[at]?.resolved === false)
  let above = 0
  for (const good of right)
    for (const bad of wrong) {
      const gap = (odds[good] ?? 0) - (odds[bad] ?? 0)
      above += gap > 0 ? 1 : gap === 0 ? 0.5 : 0
    }
  return { above, all: right.length * wrong.length }
}
