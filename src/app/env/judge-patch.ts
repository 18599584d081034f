import type { GradableInstance } from '../../domain/index.ts'
import type { Execution } from '../../evaluation/index.ts'
import type { Judgement } from '../../gym/index.ts'
import { abortReason } from '../../std/index.ts'
import { runHiddenTests, verdictOn, type HiddenTestDeps } from '../evaluate/run-hidden-tests.ts'
import type { EvaluateSettings } from '../evaluate/settings.ts'

/**
 * Runs the hidden tests on a patch in a fresh place and grades them as `evaluate` does. The reason says no more of the
 * tests than how they ended.
 *
 * @throws CapuchinError `std/cancelled`.
 */
export async function judgePatch(
  instance: GradableInstance,
  patch: string,
  deps: HiddenTestDeps,
): Promise<Judgement> {
  const [ran] = await runHiddenTests(instance, [patch], deps)
  if (ran === undefined || ran.result.kind === 'cancelled') throw abortReason(deps.signal)
  if (ran.result.kind === 'infra') return { reward: null, reason: `infra: ${ran.result.reason}` }
  return judgementOf(instance, ran.result.execution, deps.settings)
}

function judgementOf(
  instance: GradableInstance,
  execution: Execution,
  settings: EvaluateSettings,
): Judgement {
  const verdict = verdictOn(instance, execution, settings)
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
