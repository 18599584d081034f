import type { RolloutEvent, RolloutRequest } from '../rollout/rollout-request.ts'

/** What a face was asked for. */
export interface ImproveRequest {
  /** Names the whole; rounds and their rollouts are named after it. */
  readonly runId: string
  /** How attempts are made in round 0; ids, run and folder are each round's own. */
  readonly rollout: Omit<RolloutRequest, 'runId' | 'out' | 'evaluates'>
  /** Instances that are learned from. */
  readonly trainIds: readonly string[]
  /** Instances that rounds are measured on; none of the others. */
  readonly evalIds: readonly string[]
  readonly rounds: number
  /** Resolved attempts of one instance that are learned from; null for all. */
  readonly cap: number | null
  /** Trainer whose rows are written for the hook. */
  readonly format: string
  /** Shell command that trains on the rows and prints the next model last; null where nobody trains. */
  readonly hook: string | null
  /** Changes within which a search counts as having resolved an instance, for the report. */
  readonly withinTrials: readonly number[]
  readonly out: string
}

export type ImproveEvent =
  | { readonly type: 'phase'; readonly round: number; readonly phase: string; readonly detail: string }
  | { readonly type: 'rollout'; readonly round: number; readonly event: RolloutEvent }
