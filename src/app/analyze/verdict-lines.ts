import { z } from 'zod'
import { patchIdOf } from '../../selection/index.ts'
import { badInput, readJsonLines } from './json-lines.ts'

const verdictLineSchema = z
  .object({
    runId: z.string().optional(),
    instanceId: z.string().optional(),
    patch: z.string().optional(),
    patchId: z.string().optional(),
    resolved: z.boolean(),
  })
  .refine(({ runId, instanceId }) => (runId === undefined) !== (instanceId === undefined), {
    message: 'it needs one of runId and instanceId',
  })
  .refine(({ patch, patchId }) => (patch === undefined) !== (patchId === undefined), {
    message: 'it needs one of patch and patchId',
  })

/** What hidden tests say of the patches of runs; null where they say nothing. */
export type RunVerdicts = (runId: string, patchId: string) => boolean | null

/** @throws CapuchinError `log/unreadable`, `analyze/bad-input`, also for two lines that contradict each other. */
export async function readRunVerdicts(path: string): Promise<RunVerdicts> {
  const known = new Map<string, boolean>()
  for (const { where, value } of await readJsonLines(path, verdictLineSchema)) {
    const { runId, instanceId, patch, patchId, resolved } = value
    const key = keyOf(runId ?? instanceId ?? '', patch === undefined ? (patchId ?? '') : patchIdOf(patch))
    if (known.has(key) && known.get(key) !== resolved)
      throw badInput(where, 'an earlier line says the opposite of this patch')
    known.set(key, resolved)
  }
  return (runId, patchId) => known.get(keyOf(runId, patchId)) ?? null
}

function keyOf(runId: string, patchId: string): string {
  return `${runId} ${patchId}`
}
