import { loadPredictions } from '../../dataset/index.ts'
import type { GradableInstance } from '../../domain/index.ts'
import type { PoolEntry } from '../../selection/index.ts'
import { CapuchinError } from '../../std/index.ts'
import { readInputs } from '../evaluate/evaluation-inputs.ts'
import type { EvaluateSettings } from '../evaluate/settings.ts'

/** What several systems propose for an instance. */
export interface PredictionPool {
  readonly instance: GradableInstance
  readonly entries: readonly PoolEntry[]
}

export interface PredictionFiles {
  /** Which instances; its `predictions` are not read. */
  readonly settings: EvaluateSettings
  /** One a system. */
  readonly predictions: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * Patches by instance, those without any left out; a system's name is its file's, or what its rows say.
 *
 * @throws CapuchinError `dataset/*`, `select/no-patch`.
 */
export async function readPredictionPools(
  { settings, predictions: files, env }: PredictionFiles,
  { signal }: { readonly signal: AbortSignal },
): Promise<readonly PredictionPool[]> {
  if (files.length === 0)
    throw new CapuchinError('select/no-patch', 'there are no predictions to choose from', {
      hint: 'give one file for each system: --predictions a.jsonl b.jsonl',
    })
  const { dataset, chosen, instances } = await readInputs(
    { ...settings, predictions: 'empty' },
    { env, signal },
  )
  const knownIds = new Set(dataset.instances.map(({ instanceId }) => instanceId))
  const systems = await Promise.all(
    files.map((file) => loadPredictions(file, { instances: chosen, knownIds })),
  )
  return instances.flatMap((instance) => {
    const entries = systems.flatMap(({ predictions }) => {
      const { patch = null, model = '' } = predictions.get(instance.instanceId) ?? {}
      return patch === null ? [] : [{ patch, label: model, attemptIndex: null, evidence: null }]
    })
    return entries.length === 0 ? [] : [{ instance, entries }]
  })
}
