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
import { readGoldFiles, type GoldRequest } from './read-gold-files.ts'
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
  /** Why nothing is known of the true fixes of some, a clause each. */
  readonly goldUnknown: readonly string[]
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
  return tally(readHarnessInstances(input), { ...outputs, goldUnknown: [] })
}

/**
 * The same from stored runs of `--until plausible`, each of which is an instance, and from rollouts of such runs; the true
 * fixes are read from the dataset of the rollout, or from the one that is named.
 *
 * @throws CapuchinError as `analyzeAttempts`, and `store/no-run`, `analyze/unfinished-run`, `analyze/other-strategy`, and
 *   `dataset/*` for a dataset that is named
 */
export async function analyzeRunAttempts(
  store: Store,
  { runs, verdictsFile, csvFile, ...where }: StoredRuns & GoldRequest & AttemptsOutputs,
): Promise<AttemptsAnalysis> {
  const { files, unknown } = await readGoldFiles(store, { runs, ...where })
  const instances = storedHarnessInstances(store, { runs, verdictsFile, goldFiles: files })
  const analysis = await tally(instances, { csvFile, goldUnknown: unknown })
  if (analysis.gold !== null || unknown.length > 0) return analysis
  return {
    ...analysis,
    goldUnknown: ['the dataset has no such instances, or attempts do not tell their files'],
  }
}

async function tally(
  instances: AsyncIterable<HarnessInstance>,
  { csvFile, goldUnknown }: AttemptsOutputs & Pick<AttemptsAnalysis, 'goldUnknown'>,
): Promise<AttemptsAnalysis> {
  const [attempts, gold, picks] = [createAttemptTally(), createGoldTally(), createPickTally()]
  for await (const instance of instances) for (const one of [attempts, gold, picks]) one.add(instance)
  const table = attempts.table()
  const written = await writeOutputs([[csvFile, () => attemptsCsv(table)]])
  return { table, gold: gold.result(), goldUnknown, picks: picks.review(), written }
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
