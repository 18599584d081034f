import type { Ending } from '../../hand-in.ts'
import type { WorkflowOptions } from './options.ts'
import type { Spent } from './workflow-input.ts'
import type { WorkflowState } from './workflow-state.ts'

type LimitEnding = Extract<Ending, { readonly kind: 'limit' }>

/** Why a state must not be entered any more; null where it may be. */
export function findVisitLimit(
  { maxTransitions, maxVisits }: WorkflowOptions,
  { at, transitions, visits }: WorkflowState,
): LimitEnding | null {
  if (transitions >= maxTransitions) return steps(`${maxTransitions} transitions were not enough`)
  if ((at === 'plan' || at === 'edit') && visits[at] >= maxVisits)
    return steps(`${maxVisits} visits to ${at} were not enough`)
  return null
}

/** Why nothing more may be asked; null where it may be, also where nobody knows what was spent. */
export function findCostLimit({ maxCostUsd }: WorkflowOptions, { usage }: Spent): LimitEnding | null {
  if (maxCostUsd === null || usage.costUsd === null || usage.costUsd <= maxCostUsd) return null
  const reason = `$${usage.costUsd.toFixed(2)} were spent, of $${maxCostUsd.toFixed(2)}`
  return { kind: 'limit', which: 'budget', reason }
}

function steps(reason: string): LimitEnding {
  return { kind: 'limit', which: 'steps', reason }
}
