import type { GradableInstance, Verdict } from '../../domain/index.ts'
import { toGradingReference, type Execution } from '../../evaluation/index.ts'
import type { EvaluateSettings } from './settings.ts'
import { gradeLogs } from './grade-item.ts'

export interface InstanceStability {
  readonly instanceId: string
  readonly runs: number
  readonly resolved: number
  /** Tests of the two lists that passed in some runs and not in others. */
  readonly flaky: readonly string[]
  /** Tests of the two lists that passed in no run. */
  readonly neverPassed: readonly string[]
}

export type Stability = readonly InstanceStability[]

/** Collects repeated runs of instances and says what ends alike in all of them. */
export function createStability(settings: Pick<EvaluateSettings, 'harness' | 'allowEmptyLists'>) {
  const runs = new Map<string, Verdict[]>()
  return {
    add: (instance: GradableInstance, execution: Execution): void => {
      const verdict = gradeLogs(execution, toGradingReference(instance, settings.harness), settings)
      runs.set(instance.instanceId, [...(runs.get(instance.instanceId) ?? []), verdict])
    },
    summarise: (): Stability =>
      [...runs]
        .map(([instanceId, verdicts]) => summarise(instanceId, verdicts))
        .toSorted((a, b) => (a.instanceId < b.instanceId ? -1 : 1)),
  }
}

function summarise(instanceId: string, verdicts: readonly Verdict[]): InstanceStability {
  const passes = new Map<string, number>()
  for (const { tests } of verdicts)
    for (const list of tests ? [tests.failToPass, tests.passToPass] : []) {
      for (const test of list.success) passes.set(test, (passes.get(test) ?? 0) + 1)
      for (const test of list.failure) passes.set(test, passes.get(test) ?? 0)
    }
  const counted = [...passes]
  return {
    instanceId,
    runs: verdicts.length,
    resolved: verdicts.filter(({ resolved }) => resolved).length,
    flaky: counted.filter(([, count]) => count > 0 && count < verdicts.length).map(([test]) => test),
    neverPassed: counted.filter(([, count]) => count === 0).map(([test]) => test),
  }
}
