import type { ExecutionCache, GradableInstance } from '../../domain/index.ts'
import {
  evaluate,
  toGradingReference,
  type EvaluationPlaces,
  type InfraEnding,
} from '../../evaluation/index.ts'
import { patchIdOf } from '../../selection/index.ts'
import { fetchAsset } from '../evaluate/fetch-asset.ts'
import { gradeLogs } from '../evaluate/grade-item.ts'
import type { EvaluateSettings } from '../evaluate/settings.ts'

/** What hidden tests say of the patches of one instance. */
export interface PatchVerdicts {
  /** By the patch's id. */
  readonly resolved: ReadonlyMap<string, boolean>
  /** What kept patches from a verdict. */
  readonly infra: readonly Pick<InfraEnding, 'code' | 'reason'>[]
}

export interface GradingDeps {
  readonly places: EvaluationPlaces
  readonly executions: ExecutionCache
  readonly settings: EvaluateSettings
  readonly signal: AbortSignal
}

/** Runs each different patch once against the hidden tests, in fresh places that no attempt has seen. */
export async function gradePatches(
  instance: GradableInstance,
  patches: readonly string[],
  { places, executions, settings, signal }: GradingDeps,
): Promise<PatchVerdicts> {
  const resolved = new Map<string, boolean>()
  const infra: Pick<InfraEnding, 'code' | 'reason'>[] = []
  const different = new Map(patches.filter(Boolean).map((patch) => [patchIdOf(patch), patch]))
  await evaluate(
    [...different.values()].map((patch) => ({ instance, patch, repetition: 1, expectedMs: null })),
    { harness: settings.harness, timeoutMs: settings.timeoutSeconds * 1_000, jobs: 1, signal },
    {
      places,
      executions,
      readAsset: (url) => fetchAsset(url, signal),
      onEnd: ({ patch }, result) => {
        if (result.kind === 'executed') {
          const reference = toGradingReference(instance, settings.harness)
          const verdict = gradeLogs(result.execution, reference, settings)
          resolved.set(patchIdOf(patch ?? ''), verdict.resolved)
        } else if (result.kind === 'infra') infra.push({ code: result.code, reason: result.reason })
        return Promise.resolve()
      },
    },
  )
  return { resolved, infra }
}
