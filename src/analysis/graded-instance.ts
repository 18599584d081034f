/**
 * How one instance of a run ended. `error`: the patch did not apply or the log cannot be graded. `infra`: what broke
 * was not the patch; it has no verdict. `missing`: there was no prediction.
 */
export type InstanceOutcome = 'resolved' | 'unresolved' | 'empty' | 'error' | 'infra' | 'missing'

/** An instance of a run, with what results are grouped by. */
export interface GradedInstance {
  readonly instanceId: string
  readonly repo: string
  readonly outcome: InstanceOutcome
  /** ISO time or its beginning. */
  readonly createdAt?: string | undefined
  readonly difficulty?: string | undefined
}
