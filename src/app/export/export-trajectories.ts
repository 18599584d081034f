import { z } from 'zod'
import type { Store } from '../../store/index.ts'
import { readJsonLines } from '../analyze/json-lines.ts'
import { readRunVerdicts } from '../analyze/verdict-lines.ts'
import { openLineWriter, type WrittenFile } from './line-writer.ts'
import { runTrajectories, type RunInstance, type RunTrajectoryOptions } from './run-trajectories.ts'
import { renderTrajectory } from './trajectory-file.ts'

export interface RunExportRequest {
  /** Ids, beginnings of ids, or `last`. */
  readonly runs: readonly string[]
  readonly out: string
  /** What hidden tests say of patches, as for `analyze scaling`. */
  readonly verdictsFile?: string | undefined
  /** JSON lines that say which instance of which repository a run was about. */
  readonly instancesFile?: string | undefined
  /** Which program writes: `capuchin 0.1.0`. */
  readonly exporter: string
  readonly redact: (text: string) => string
}

export interface ExportedTrajectories extends WrittenFile {
  /** Model calls of all of them. */
  readonly calls: number
  /** Calls of which only the reply is known. */
  readonly callsWithoutMessages: number
  readonly resolved: number
  readonly unresolved: number
  readonly withoutVerdict: number
}

/**
 * Writes the attempts of stored runs as trajectories, each run once.
 *
 * @throws CapuchinError `store/no-run`, `export/no-attempts`, `export/cannot-write`, `analyze/bad-input`
 */
export async function exportRunTrajectories(
  store: Store,
  request: RunExportRequest,
): Promise<ExportedTrajectories> {
  const options = await readOptions(request)
  const counts = { calls: 0, callsWithoutMessages: 0, resolved: 0, unresolved: 0, withoutVerdict: 0 }
  await using writer = await openLineWriter(request.out)
  const seen = new Set<string>()
  for (const run of request.runs) {
    const { id } = await store.loadRun(run)
    if (seen.has(id)) continue
    seen.add(id)
    for await (const trajectory of runTrajectories(store, id, options)) {
      await writer.write(request.redact(renderTrajectory(trajectory)))
      const calls = trajectory.steps.filter((step) => step.type === 'call')
      const { resolved } = trajectory.end
      counts.calls += calls.length
      counts.callsWithoutMessages += calls.filter(({ sent }) => sent === null).length
      counts[resolved === null ? 'withoutVerdict' : resolved ? 'resolved' : 'unresolved'] += 1
    }
  }
  return { ...(await writer.finish()), ...counts }
}

const instanceLineSchema = z.object({
  runId: z.string(),
  instanceId: z.string(),
  repo: z.string().optional(),
})

async function readOptions({
  verdictsFile,
  instancesFile,
  exporter,
}: RunExportRequest): Promise<RunTrajectoryOptions> {
  const verdictOf = verdictsFile === undefined ? () => null : await readRunVerdicts(verdictsFile)
  const lines = instancesFile === undefined ? [] : await readJsonLines(instancesFile, instanceLineSchema)
  const instances = new Map<string, RunInstance>(lines.map(({ value }) => [value.runId, value]))
  return { verdictOf, instanceOf: (runId) => instances.get(runId) ?? null, exporter }
}
