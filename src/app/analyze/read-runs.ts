import { addUsd } from '../../analysis/index.ts'
import { CapuchinError } from '../../std/index.ts'
import type { Store } from '../../store/index.ts'
import { strategyNameOf } from '../create-strategy.ts'
import { solveInputSchema, solveResultSchema, type SolveResult } from '../solve/solve-records.ts'
import type { Line } from './json-lines.ts'
import { readRun, type EndedRun, type RunLine } from './run-line.ts'
import { readRunVerdicts, type RunVerdicts } from './verdict-lines.ts'

export interface StoredRuns {
  /** Ids, beginnings of ids, or `last`. */
  readonly runs: readonly string[]
  /** What hidden tests say of patches; without it no score is known. */
  readonly verdictsFile?: string | undefined
}

/** What the numbers leave out, or count as the worse. */
export interface LeftOut {
  /** Attempts that were cancelled or broken by what is around them, with what they cost. */
  readonly brokenOff: number
  /** Pairs of a test and a patch that ended differently when run again; they count as not passing. */
  readonly flaky: number
}

export interface RunLines extends LeftOut {
  readonly lines: readonly Line<RunLine>[]
}

/**
 * Stored runs of the edit-test strategy as input lines, each run once.
 *
 * @throws CapuchinError `store/no-run`, `analyze/unfinished-run`, `analyze/other-strategy`, `log/unreadable`,
 *   `analyze/bad-input`
 */
export async function readRunLines(store: Store, { runs, verdictsFile }: StoredRuns): Promise<RunLines> {
  const verdicts: RunVerdicts = verdictsFile === undefined ? () => null : await readRunVerdicts(verdictsFile)
  const ended = new Map<string, EndedRun>()
  for (const run of runs) {
    const one = await loadEnded(store, run)
    ended.set(one.runId, one)
  }
  const read = [...ended.values()].map((run) => readRun(run, (patchId) => verdicts(run.runId, patchId)))
  return {
    lines: read.map(({ line }) => ({ where: `run ${line.instanceId}`, value: line })),
    brokenOff: sum(read.map(({ brokenOff }) => brokenOff)),
    flaky: sum(read.map(({ flaky }) => flaky)),
  }
}

async function loadEnded(store: Store, run: string): Promise<EndedRun> {
  const { id, input, result } = await store.loadRun(run)
  const known = solveInputSchema.safeParse(input).data
  const strategy = known?.given === null ? strategyNameOf(known.config) : 'select'
  if (strategy !== 'edit-test')
    throw new CapuchinError(
      'analyze/other-strategy',
      `run ${id} is one of ${strategy}, which leaves no edits and tests by completion`,
      { hint: 'name runs of solve --strategy edit-test' },
    )
  const ended = solveResultSchema.safeParse(result).data
  if (ended === undefined)
    throw new CapuchinError('analyze/unfinished-run', `run ${id} has not ended`, {
      hint: `capuchin resume ${id}   goes on`,
    })
  return {
    runId: id,
    events: await store.loadEvents(id),
    report: ended.selection,
    sharedUsd: sharedUsd(ended),
  }
}

/** Reading the code is done once for all attempts; choosing is not counted, since it depends on their number. */
function sharedUsd({ context }: SolveResult): number | null {
  return context === null ? 0 : addUsd(context.usage.scan.costUsd, context.usage.ranking.costUsd)
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0)
}
