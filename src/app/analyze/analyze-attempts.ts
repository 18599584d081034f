import {
  createAttemptTally,
  createGoldTally,
  createPickTally,
  toCsv,
  type AttemptCounts,
  type AttemptTable,
  type GoldFiles,
  type HarnessInstance,
  type PickReview,
} from '../../analysis/index.ts'
import type { Store } from '../../store/index.ts'
import { readHarnessInstances } from './attempts-input.ts'
import type { StoredRuns } from './read-runs.ts'
import { storedHarnessInstances } from './stored-attempts.ts'
import { writeOutputs } from './write-outputs.ts'

interface AttemptsOutputs {
  readonly csvFile?: string | undefined
}

export interface AttemptsRequest extends AttemptsOutputs {
  /** JSON lines, a folder of JSON files, or `-` for standard input. */
  readonly input: string
}

export interface AttemptsAnalysis {
  readonly table: AttemptTable
  /** Null where the true fixes or the files of attempts are not known. */
  readonly gold: GoldFiles | null
  readonly picks: PickReview
  /** Files that were written. */
  readonly written: readonly string[]
}

/**
 * Which attempt of a harness that tries again came to the result, and by which model; whether its choices follow its rules.
 *
 * @throws CapuchinError `log/unreadable`, `analyze/bad-input`, `analyze/cannot-write`
 */
export function analyzeAttempts({ input, ...outputs }: AttemptsRequest): Promise<AttemptsAnalysis> {
  return tally(readHarnessInstances(input), outputs)
}

/**
 * The same from stored runs of `--until plausible`, each of which is an instance, and from rollouts of such runs.
 *
 * @throws CapuchinError as `analyzeAttempts`, and `store/no-run`, `analyze/unfinished-run`, `analyze/other-strategy`
 */
export function analyzeRunAttempts(
  store: Store,
  { runs, verdictsFile, ...outputs }: StoredRuns & AttemptsOutputs,
): Promise<AttemptsAnalysis> {
  return tally(storedHarnessInstances(store, { runs, verdictsFile }), outputs)
}

async function tally(
  instances: AsyncIterable<HarnessInstance>,
  { csvFile }: AttemptsOutputs,
): Promise<AttemptsAnalysis> {
  const [attempts, gold, picks] = [createAttemptTally(), createGoldTally(), createPickTally()]
  for await (const instance of instances) for (const one of [attempts, gold, picks]) one.add(instance)
  const table = attempts.table()
  const written = await writeOutputs([[csvFile, () => attemptsCsv(table)]])
  return { table, gold: gold.result(), picks: picks.review(), written }
}

const countNames = [
  'made',
  'plausible',
  'proposed',
  'proposedPlausible',
  'resolved',
  'plausibleResolved',
] as const satisfies readonly (keyof AttemptCounts)[]

/** One group of attempts a row. */
function attemptsCsv({ instances, all, byAttempt, byModel }: AttemptTable): string {
  const counts = (of: AttemptCounts): readonly number[] => countNames.map((name) => of[name])
  return toCsv(
    ['group', 'name', 'models', 'instances', ...countNames, 'cumulativeResolved'],
    [
      ...byAttempt.map((row) => [
        'attempt',
        row.number,
        row.models.join(' '),
        instances,
        ...counts(row),
        row.cumulativeResolved,
      ]),
      ...byModel.map((row) => ['model', row.model, row.model, instances, ...counts(row), null]),
      ['all', 'all', byModel.map(({ model }) => model).join(' '), instances, ...counts(all), all.resolved],
    ],
  )
}
