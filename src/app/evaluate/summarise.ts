import {
  summariseRun,
  type GradedInstance,
  type InstanceOutcome,
  type RunSummary,
} from '../../analysis/index.ts'
import type { Instance, Verdict } from '../../domain/index.ts'

/** Verdicts with what they are grouped by; an infra ending is no verdict, whatever was written for it. */
export function gradedInstances(
  verdicts: readonly Verdict[],
  instances: readonly Instance[],
  infraIds: ReadonlySet<string>,
): readonly GradedInstance[] {
  const byId = new Map(instances.map((instance) => [instance.instanceId, instance]))
  return verdicts.map((verdict) => {
    const instance = byId.get(verdict.instanceId)
    return {
      instanceId: verdict.instanceId,
      repo: instance?.repo ?? '',
      createdAt: instance?.createdAt,
      difficulty: instance?.difficulty,
      outcome: infraIds.has(verdict.instanceId) ? 'infra' : outcomeOf(verdict),
    }
  })
}

export function summariseVerdicts(
  verdicts: readonly Verdict[],
  instances: readonly Instance[],
  infraIds: ReadonlySet<string>,
): RunSummary {
  return summariseRun(gradedInstances(verdicts, instances, infraIds))
}

function outcomeOf({ ending, resolved }: Verdict): InstanceOutcome {
  if (ending === 'missing') return 'missing'
  if (ending === 'empty-patch') return 'empty'
  if (ending !== 'graded') return 'error'
  return resolved ? 'resolved' : 'unresolved'
}
