import { z } from 'zod'
import type { Trajectory } from '../../domain/index.ts'
import { patchIdOf } from '../../selection/index.ts'
import type { Store } from '../../store/index.ts'
import { readJsonLines } from '../analyze/json-lines.ts'
import { readRunVerdicts, type RunVerdicts } from '../analyze/verdict-lines.ts'
import { instanceRunId, rolloutInputSchema } from '../rollout/rollout-run.ts'
import { readForeign } from './read-foreign.ts'
import { runTrajectories, type RunInstance } from './run-trajectories.ts'
import {
  writeTrajectories,
  type TrajectoryDestination,
  type WrittenTrajectories,
} from './trajectory-writer.ts'

interface Labels {
  /** What hidden tests say of patches, as for `analyze scaling`. */
  readonly verdictsFile?: string | undefined
}

export interface RunExportRequest extends TrajectoryDestination, Labels {
  /** Ids, beginnings of ids, or `last`. */
  readonly runs: readonly string[]
  /** JSON lines that say which instance of which repository a run was about. */
  readonly instancesFile?: string | undefined
  /** Which program writes: `capuchin 0.1.0`. */
  readonly exporter: string
}

export interface ConvertRequest extends TrajectoryDestination, Labels {
  readonly files: readonly string[]
  /** The format of the files. */
  readonly from: string
}

/**
 * Writes the attempts of stored runs as trajectories, each run once.
 *
 * @throws CapuchinError `store/no-run`, `export/no-attempts`, `export/cannot-write`, `analyze/bad-input`
 */
export async function exportRunTrajectories(
  store: Store,
  request: RunExportRequest,
): Promise<WrittenTrajectories> {
  return writeTrajectories(trajectoriesOfRuns(store, request), request)
}

/**
 * Writes trajectories of another program, or of ours, in another form. A verdict that the file of verdicts has counts
 * more than what the record says.
 *
 * @throws CapuchinError `export/unreadable`, `gym/bad-record`, `export/cannot-write`, `analyze/bad-input`
 */
export async function convertTrajectories(request: ConvertRequest): Promise<WrittenTrajectories> {
  return writeTrajectories(labelled(request), request)
}

async function* trajectoriesOfRuns(store: Store, request: RunExportRequest): AsyncGenerator<Trajectory> {
  const { runs, instancesFile, exporter } = request
  const verdictOf = await verdictsOf(request)
  const lines = instancesFile === undefined ? [] : await readJsonLines(instancesFile, instanceLineSchema)
  const instances = new Map<string, RunInstance>(lines.map(({ value }) => [value.runId, value]))
  const seen = new Set<string>()
  for (const id of await expandRollouts(store, runs)) {
    if (seen.has(id)) continue
    seen.add(id)
    yield* runTrajectories(store, id, {
      verdictOf,
      instanceOf: (runId) => instances.get(runId) ?? null,
      exporter,
    })
  }
}

/** Runs by their whole ids; a rollout stands for the runs of its instances, oldest first. */
async function expandRollouts(store: Store, runs: readonly string[]): Promise<readonly string[]> {
  const found: string[] = []
  const listed = (await store.listRuns()).map(({ id }) => id).toReversed()
  for (const run of runs) {
    const { id, input } = await store.loadRun(run)
    const isRollout = rolloutInputSchema.safeParse(input).success
    found.push(...(isRollout ? listed.filter((each) => each.startsWith(instanceRunId(id, ''))) : [id]))
  }
  return found
}

const instanceLineSchema = z.object({
  runId: z.string(),
  instanceId: z.string(),
  repo: z.string().optional(),
})

async function* labelled(request: ConvertRequest): AsyncGenerator<Trajectory> {
  const verdictOf = await verdictsOf(request)
  for await (const trajectory of readForeign(request.files, request.from)) {
    const { head, end } = trajectory
    const said = end.patch ? verdictOf(head.instanceId, patchIdOf(end.patch)) : null
    yield said === null ? trajectory : { ...trajectory, end: { ...end, resolved: said } }
  }
}

async function verdictsOf({ verdictsFile }: Labels): Promise<RunVerdicts> {
  return verdictsFile === undefined ? () => null : readRunVerdicts(verdictsFile)
}
