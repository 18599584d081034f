import { CapuchinError } from '../../../std/index.ts'
import { placeSpans } from './spans/chosen-spans.ts'
import type { PlacedSpan } from './spans/render-code.ts'
import type { WorkflowInput } from './workflow-input.ts'
import type { PlannedChange, WorkflowState } from './workflow-state.ts'

/** The change that the plan asked for, with the code that it is about. */
export async function plannedSpan(
  { at, change, edits }: WorkflowState,
  { reader }: WorkflowInput,
): Promise<PlacedSpan & { readonly change: PlannedChange }> {
  const [placed] = change === null ? [] : await placeSpans(reader, [change], edits)
  if (change === null || placed === undefined)
    throw new CapuchinError(
      'attempt/no-planned-change',
      `the state ${at} was entered without a change to make`,
    )
  return { ...placed, change }
}
