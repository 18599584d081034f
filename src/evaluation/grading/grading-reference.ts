import type { EvaluationSpec, GradableInstance } from '../../domain/index.ts'
import type { Harness } from '../../test-runner/index.ts'
import type { TestLists } from './test-lists.ts'

/** What is expected of an instance's tests, and how its log is read. */
export interface GradingReference extends TestLists {
  readonly instanceId: string
  readonly version: string
  readonly harness: Harness
  /** Upstream's name of the parser; one that is not known reads nothing. */
  readonly logParser: string
  readonly evalType: EvaluationSpec['evalType']
  readonly rules: EvaluationSpec['rules']
  /** For `r2e-gym`: every test with its status after the fix. */
  readonly expectedStatuses?: Readonly<Record<string, string>>
}

/** The reference of an instance. Absent lists are empty. */
export function toGradingReference(instance: GradableInstance, harness: Harness): GradingReference {
  const {
    instanceId,
    evaluation,
    expectedStatuses,
    failToPass = [],
    passToPass = [],
    version = '',
  } = instance
  const { logParser, evalType, rules } = evaluation
  const expected = expectedStatuses === undefined ? {} : { expectedStatuses }
  return { instanceId, version, harness, logParser, evalType, rules, failToPass, passToPass, ...expected }
}
