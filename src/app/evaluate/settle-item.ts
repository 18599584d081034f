import type { Verdict } from '../../domain/index.ts'
import {
  findSuspicions,
  instanceFolder,
  toGradingReference,
  toInstanceReport,
  writeInfraEnding,
  writeInstanceLogs,
  writeInstanceReport,
  type EvaluationItem,
  type InfraEnding,
  type ItemResult,
} from '../../evaluation/index.ts'
import type { EvaluationInputs } from './evaluation-inputs.ts'
import { gradeLogs } from './grade-item.ts'
import { reproduceText } from './reproduce-text.ts'
import type { EvaluateSettings } from './settings.ts'

/** What is known of a run so far, by instance. */
export interface EvaluationRun {
  readonly settings: EvaluateSettings
  readonly inputs: EvaluationInputs
  readonly verdicts: Map<string, Verdict>
  readonly infra: Map<string, InfraEnding>
  cancelled: boolean
}

/** Grades a result and writes what is kept of it; says in a word how it ended. */
export async function settleItem(
  run: EvaluationRun,
  item: EvaluationItem,
  result: ItemResult,
): Promise<string> {
  const { settings, inputs, verdicts, infra } = run
  const { instance, repetition } = item
  const { instanceId } = instance
  const model = inputs.predictions.get(instanceId)?.model ?? inputs.model
  const folder = instanceFolder({ root: settings.logs, runId: settings.runId }, model, instanceId)
  if (result.kind === 'cancelled') {
    run.cancelled = true
    return 'cancelled'
  }
  if (result.kind === 'infra') {
    const { code, reason, hint } = result
    infra.set(instanceId, { code, reason, hint })
    await writeInfraEnding(folder, { code, reason, hint })
    return `infra: ${reason}`
  }
  const { execution } = result
  const verdict = gradeLogs(execution, toGradingReference(instance, settings.harness), settings)
  if (repetition === 1) {
    verdicts.set(instanceId, verdict)
    await writeInstanceLogs(folder, {
      patch: item.patch ?? '',
      script: instance.evaluation.script,
      execution,
      suspicions: suspicionsOf(run, item, result),
      reproduce: reproduceText({ ...result, instance, settings }),
    })
    if (verdict.ending !== 'error')
      await writeInstanceReport(folder, {
        [instanceId]: toInstanceReport(verdict, { patch: item.patch ?? '' }),
      })
  }
  return verdict.ending === 'graded'
    ? verdict.resolved
      ? 'resolved'
      : 'unresolved'
    : wordOf(verdict, execution.ending)
}

function wordOf({ ending, notGradable }: Verdict, executed: string): string {
  return ending === 'not-gradable' ? `not gradable: ${notGradable ?? ''}` : executed
}

/** Names of what is odd, and what the sandbox refused to the tests. */
export function suspicionsOf(
  { settings }: EvaluationRun,
  { instance }: EvaluationItem,
  result: ItemResult,
): readonly string[] {
  if (result.kind !== 'executed' || result.execution.ending !== 'finished') return []
  const { execution } = result
  const reference = toGradingReference(instance, settings.harness)
  const refused = execution.refused ? [`${execution.refused}-refused`] : []
  return [...findSuspicions({ ...execution, script: instance.evaluation.script, reference }), ...refused]
}
