import type { StageUse, StageUses } from '../../llm/index.ts'
import type { StageName } from './stages.ts'

/** The most that the search for files may draw, as a share of the cap. */
export const contextShare = 0.25
/** The most that is kept for the choice among patches, as a share of the cap. */
export const selectionShare = 0.15
/** Calls that a choice is expected to make; docs/measurements.md counts two a pool. */
export const selectionCalls = 3

export interface AllowanceRules {
  readonly capUsd: number | null
  /** Whether money is kept for a model that may be asked to choose. */
  readonly keeps: boolean
}

/** The most that a stage may have drawn in all. What one leaves, falls to the next; null without a cap. */
export function allowanceOf(
  stage: StageName,
  uses: StageUses<StageName>,
  rules: AllowanceRules,
): number | null {
  const { capUsd } = rules
  if (capUsd === null) return null
  const { context, attempts, selection } = uses
  switch (stage) {
    case 'context':
      return Math.min(contextShare * capUsd, capUsd - drawn(attempts) - drawn(selection))
    case 'attempts':
      return capUsd - drawn(context) - drawn(selection) - keptForSelection(uses, rules)
    case 'selection':
      return capUsd - drawn(context) - drawn(attempts)
  }
}

/**
 * What attempts still have to leave for the choice. It is judged by what their own calls set aside: a call that cannot
 * set its most aside is refused, so that it is not enough to keep what calls come to in the end.
 */
export function keptForSelection(uses: StageUses<StageName>, { capUsd, keeps }: AllowanceRules): number {
  if (capUsd === null || !keeps) return 0
  return Math.max(0, expectedForSelection(uses, capUsd) - drawn(uses.selection))
}

/** What a choice is expected to set aside in all, no more than its share of the cap. */
export function expectedForSelection({ attempts }: StageUses<StageName>, capUsd: number): number {
  const most = selectionShare * capUsd
  return attempts.calls === 0
    ? most
    : Math.min(most, (selectionCalls * attempts.setAsideUsd) / attempts.calls)
}

function drawn({ spentUsd, reservedUsd }: StageUse): number {
  return spentUsd + reservedUsd
}
