import type { ExecutionCache, GradableInstance, Verdict } from '../../domain/index.ts'
import {
  evaluate,
  toGradingReference,
  type EvaluationPlaces,
  type Execution,
  type ItemResult,
} from '../../evaluation/index.ts'
import { fetchAsset } from './fetch-asset.ts'
import { gradeLogs } from './grade-item.ts'
import type { EvaluateSettings } from './settings.ts'

export interface HiddenTestDeps {
  readonly settings: EvaluateSettings
  readonly places: EvaluationPlaces
  readonly executions: ExecutionCache
  readonly signal: AbortSignal
}

export interface HiddenTestResult {
  readonly patch: string
  readonly result: ItemResult
}

/** Runs patches of one instance against its hidden tests, one after another, each in a fresh place that nobody has worked in. */
export async function runHiddenTests(
  instance: GradableInstance,
  patches: readonly string[],
  { settings, places, executions, signal }: HiddenTestDeps,
): Promise<readonly HiddenTestResult[]> {
  const results: HiddenTestResult[] = []
  await evaluate(
    patches.map((patch) => ({ instance, patch, repetition: 1, expectedMs: null })),
    { harness: settings.harness, timeoutMs: settings.timeoutSeconds * 1_000, jobs: 1, signal },
    {
      places,
      executions,
      readAsset: (url) => fetchAsset(url, signal),
      onEnd: ({ patch }, result) => Promise.resolve(void results.push({ patch: patch ?? '', result })),
    },
  )
  return results
}

/** What an execution of hidden tests says of its patch. */
export function verdictOn(
  instance: GradableInstance,
  execution: Execution,
  settings: EvaluateSettings,
): Verdict {
  return gradeLogs(execution, toGradingReference(instance, settings.harness), settings)
}
