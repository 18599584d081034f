import type { HarnessAttempt, HarnessInstance } from '../../analysis/index.ts'
import type { AttemptEvent, RunEvent } from '../../domain/index.ts'
import { patchIdOf } from '../../selection/index.ts'
import { CapuchinError } from '../../std/index.ts'
import type { Store } from '../../store/index.ts'
import { attemptEnd } from '../export/attempt-trajectory.ts'
import { eventsByAttempt } from '../export/events-by-attempt.ts'
import type { PlausibleRecord } from '../plausible/plausible-record.ts'
import { rolloutInputSchema } from '../rollout/rollout-run.ts'
import { solveInputSchema, solveResultSchema, type SolveResult } from '../solve/solve-records.ts'
import type { StoredRuns } from './read-runs.ts'
import { readRunVerdicts, type RunVerdicts } from './verdict-lines.ts'

export interface RunsWithGold extends StoredRuns {
  /** Files that the true fixes change, by instance. */
  readonly goldFiles: ReadonlyMap<string, readonly string[]>
}

/**
 * Stored runs of `solve --until plausible`, an instance each, and those of rollouts that are named.
 *
 * @throws CapuchinError `store/no-run`, `analyze/unfinished-run`, `analyze/other-strategy`, `log/unreadable`,
 *   `analyze/bad-input`
 */
export async function* storedHarnessInstances(
  store: Store,
  { runs, verdictsFile, goldFiles }: RunsWithGold,
): AsyncGenerator<HarnessInstance> {
  const verdicts: RunVerdicts = verdictsFile === undefined ? () => null : await readRunVerdicts(verdictsFile)
  const ids = new Set<string>()
  for (const run of runs) for (const id of await runsOf(store, run)) ids.add(id)
  for (const id of ids) yield await readInstance(store, id, { verdicts, goldFiles })
}

/** The run itself, or those of the instances of a rollout. */
async function runsOf(store: Store, run: string): Promise<readonly string[]> {
  const { id, input } = await store.loadRun(run)
  if (!rolloutInputSchema.safeParse(input).success) return [id]
  const parts = (await store.listRuns()).filter((one) => one.id.startsWith(`${id}/`))
  return parts.map((part) => part.id).toSorted()
}

interface Known extends Pick<RunsWithGold, 'goldFiles'> {
  readonly verdicts: RunVerdicts
}

async function readInstance(
  store: Store,
  run: string,
  { verdicts, goldFiles }: Known,
): Promise<HarnessInstance> {
  const { id, input, result } = await store.loadRun(run)
  const ended = solveResultSchema.safeParse(result).data
  if (ended === undefined)
    throw new CapuchinError('analyze/unfinished-run', `run ${id} has not ended`, {
      hint: `capuchin resume ${id}, or the rollout's own command, goes on`,
    })
  const { plausible } = ended
  if (plausible === null)
    throw new CapuchinError('analyze/other-strategy', `run ${id} did not stop at a plausible attempt`, {
      hint: 'name runs of solve or rollout with --until plausible',
    })
  const instanceId = solveInputSchema.safeParse(input).data?.instance?.instanceId ?? id
  return {
    instanceId,
    goldFiles: goldFiles.get(instanceId) ?? null,
    resolved: resolvedOf(
      ended,
      plausible,
      (patchId) => verdicts(instanceId, patchId) ?? verdicts(id, patchId),
    ),
    attempts: attemptsOf(plausible, await store.loadEvents(id)),
  }
}

/** An attempt without a patch resolves nothing. */
function resolvedOf(
  { candidates }: SolveResult,
  { attempts, picked }: PlausibleRecord,
  verdictOf: (patchId: string) => boolean | null,
): boolean | null {
  if (attempts.find(({ attemptIndex }) => attemptIndex === picked)?.hasPatch !== true) return false
  const [best] = candidates
  return best === undefined ? false : verdictOf(patchIdOf(best.patch))
}

function attemptsOf(
  { attempts, picked }: PlausibleRecord,
  events: readonly RunEvent[],
): readonly HarnessAttempt[] {
  const byAttempt = new Map(eventsByAttempt(events))
  return attempts.map(({ attemptIndex, model, hasPatch, edits, lint, tests }) => {
    const own = byAttempt.get(attemptIndex) ?? []
    return {
      hasPatch,
      edits,
      lint,
      tests,
      model,
      round: attemptIndex + 1,
      number: attemptIndex + 1,
      chosen: attemptIndex === picked,
      costUsd: attemptEnd(own).usage?.costUsd ?? null,
      addedFiles: filesOf(own.map(({ event }) => event)),
    }
  })
}

/** Strategies that tell which files they show their model. */
const tellFiles: readonly string[] = ['edit-loop', 'workflow']

/** Files that an attempt had in front of it, those that it made too; null where it does not tell. */
function filesOf(events: readonly AttemptEvent[]): readonly string[] | null {
  const start = events.find((event) => event.type === 'attempt-start')
  if (start === undefined || !tellFiles.includes(start.strategy)) return null
  return events.flatMap((event) =>
    event.type === 'files-added' ? event.paths : event.type === 'edit-applied' ? [event.path] : [],
  )
}
