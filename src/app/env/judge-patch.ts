import type { ExecutionCache, GradableInstance } from '../../domain/index.ts'
import {
  evaluate,
  toGradingReference,
  type EvaluationPlaces,
  type Execution,
  type ItemResult,
} from '../../evaluation/index.ts'
import type { Judgement } from '../../gym/index.ts'
import { abortReason } from '../../std/index.ts'
import { fetchAsset } from '../evaluate/fetch-asset.ts'
import { gradeLogs } from '../evaluate/grade-item.ts'
import type { EvaluateSettings } from '../evaluate/settings.ts'

export interface JudgeDeps {
  readonly settings: EvaluateSettings
  readonly places: EvaluationPlaces
  readonly executions: ExecutionCache
  readonly signal: AbortSignal
}

/**
 * Runs the hidden tests on a patch in a fresh place and grades them as `evaluate` does. The reason says no more of the
 * tests than how they ended.
 *
 * @throws CapuchinError `std/cancelled`.
 */
export async function judgePatch(
  instance: GradableInstance,
  patch: string,
  { settings, places, executions, signal }: JudgeDeps,
): Promise<Judgement> {
  const results: ItemResult[] = []
  await evaluate(
    [{ instance, patch, repetition: 1, expectedMs: null }],
    { harness: settings.harness, timeoutMs: settings.timeoutSeconds * 1_000, jobs: 1, signal },
    {
      places,
      executions,
      readAsset: (url) => fetchAsset(url, signal),
      onEnd: (_item, result) => Promise.resolve(void results.push(result)),
    },
  )
  const [result] = results
  if (result === undefined || result.kind === 'cancelled') throw abortReason(signal)
  if (result.kind === 'infra') return { reward: null, reason: `infra: ${result.reason}` }
  return judgementOf(instance, result.execution, settings)
}

function judgementOf(
  instance: GradableInstance,
  execution: Execution,
  settings: EvaluateSettings,
): Judgement {
  const verdict = gradeLogs(execution, toGradingReference(instance, settings.harness), settings)
  if (verdict.resolved) return { reward: 1, reason: 'resolved' }
  if (verdict.ending === 'graded') return { reward: 0, reason: 'not resolved' }
  if (verdict.ending === 'not-gradable')
    return { reward: 0, reason: `the tests' log proves nothing: ${verdict.notGradable ?? ''}` }
  return { reward: 0, reason: endings[execution.ending] }
}

const endings: Readonly<Record<Execution['ending'], string>> = {
  finished: 'not resolved',
  'patch-failed': 'the patch does not apply',
  timeout: 'the tests ran into their time limit',
  'output-limit': 'the tests printed more than is kept',
  'memory-limit': 'the tests ran out of memory',
  killed: 'the tests were killed',
}
