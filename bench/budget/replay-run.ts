import { needsModel } from '../../src/selection/index.ts'
import { selectionCalls } from '../../src/app/budget/allowance.ts'
import type { DrawnAttempt } from './draw-runs.ts'
import type { Judge } from './judge-attempts.ts'
import { replayRules } from './replay-rules.ts'

/** How the attempts of a run are made: all of a fixed number, or by the product's rules within a cap. */
export type Policy =
  | { readonly kind: 'fixed'; readonly attempts: number }
  | { readonly kind: 'rules' | 'first-come'; readonly capUsd: number }

/** What a run came to. */
export interface ReplayedRun {
  readonly resolved: boolean
  /** Whether one of the attempts that ended was right. */
  readonly oracle: boolean
  readonly usd: number
  /** Attempts that were begun, and those that ended with a patch. */
  readonly begun: number
  readonly ended: number
}

/** Model calls of one attempt, of the same cost each: 37 in 12 attempts of the live runs in docs/measurements.md. */
export const callsOfAttempt = 3

/** Goes through drawn attempts by a policy, and chooses among what ended. */
export function replayRun(attempts: readonly DrawnAttempt[], policy: Policy, judge: Judge): ReplayedRun {
  if (policy.kind !== 'fixed') {
    const { capUsd } = policy
    const firstCome = policy.kind === 'first-come'
    const { ended, wastedUsd, begun } = replayRules(attempts, { capUsd, firstCome, callsOfAttempt, judge })
    return { ...choose(ended, wastedUsd, judge), begun }
  }
  const made = attempts.slice(0, policy.attempts)
  return { ...choose(made, 0, judge), begun: made.length }
}

function choose(ended: readonly DrawnAttempt[], wastedUsd: number, judge: Judge): Omit<ReplayedRun, 'begun'> {
  if (ended.length === 0) return { resolved: false, oracle: false, usd: wastedUsd, ended: 0 }
  const usd = ended.reduce((sum, attempt) => sum + attempt.usd, 0)
  const { chosen, ranking } = judge(ended.map(({ patch }) => patch))
  const choiceUsd = needsModel(ranking) ? (selectionCalls * usd) / (ended.length * callsOfAttempt) : 0
  return {
    resolved: chosen.resolved,
    oracle: ended.some(({ patch }) => patch.resolved),
    usd: usd + wastedUsd + choiceUsd,
    ended: ended.length,
  }
}
