import { z } from 'zod'
import { contextShare } from './allowance.ts'
import type { RunBudget } from './run-budget.ts'

/** How a run's cap was shared out, in US dollars. */
export const budgetRecordSchema = z.object({
  capUsd: z.number(),
  /** Of all stages, what was lost to a crash counted at its most. */
  spentUsd: z.number(),
  context: z.object({ spentUsd: z.number(), allowedUsd: z.number() }),
  attempts: z.object({ spentUsd: z.number() }),
  selection: z.object({
    spentUsd: z.number(),
    /** What attempts had to leave for it when the last of them was decided on. */
    keptUsd: z.number(),
    /** Of that, what went back to attempts, since no model was needed to choose. */
    movedUsd: z.number(),
  }),
})
export type BudgetRecord = Readonly<z.infer<typeof budgetRecordSchema>>

/** Null where there was no cap. */
export function budgetRecord({ capUsd, uses, kept }: RunBudget): BudgetRecord | null {
  if (capUsd === null) return null
  const { context, attempts, selection } = uses()
  const { keptUsd, movedUsd } = kept()
  return {
    capUsd,
    spentUsd: context.spentUsd + attempts.spentUsd + selection.spentUsd,
    context: { spentUsd: context.spentUsd, allowedUsd: contextShare * capUsd },
    attempts: { spentUsd: attempts.spentUsd },
    selection: { spentUsd: selection.spentUsd, keptUsd, movedUsd },
  }
}
