import { createStageBudgets, type Budget, type StageUses } from '../../llm/index.ts'
import type { StageCost } from '../../store/index.ts'
import { allowanceOf, expectedForSelection, keptForSelection } from './allowance.ts'
import { createAttemptMeter, type AttemptMeter } from './attempt-meter.ts'
import { stageNames, stageOfJournal, type StageName } from './stages.ts'

/** The money of one run: one cap, stages that draw on it, and what is kept for later ones. */
export interface RunBudget {
  /** US dollars; null for no cap. */
  readonly capUsd: number | null
  readonly of: (stage: StageName) => Budget
  readonly uses: () => StageUses<StageName>
  readonly attempts: AttemptMeter
  /** What attempts may still spend beyond what they have spent; null without a cap. */
  readonly leftForAttempts: () => number | null
  /** The most that a call of attempts has set aside beyond what it came to; 0 while none has ended. */
  readonly asideUsd: () => number
  /** What attempts have to leave for the choice among patches. */
  readonly keptUsd: () => number
  /** What was kept for it in all, and what of that went to attempts. */
  readonly kept: () => { readonly keptUsd: number; readonly movedUsd: number }
  /** Gives that to attempts. */
  readonly release: () => void
}

export interface RunBudgetOptions {
  readonly capUsd: number | null
  /** Whether a model may be asked to choose in the end. */
  readonly keepsForSelection: boolean
  /** What the run cost before it was resumed. */
  readonly before: readonly StageCost[]
}

export function createRunBudget({ capUsd, keepsForSelection, before }: RunBudgetOptions): RunBudget {
  let keeps = keepsForSelection
  let movedUsd = 0
  const attempts = createAttemptMeter()
  const budgets = createStageBudgets(stageNames, {
    allowedUsd: (stage, uses) => allowanceOf(stage, uses, { capUsd, keeps }),
  })
  for (const { stage, usd: spentUsd, ...calls } of before)
    budgets.addUse(stageOfJournal(stage), { spentUsd, ...calls })
  const { of, uses } = budgets
  return {
    capUsd,
    of,
    uses,
    attempts,
    leftForAttempts: () => {
      const allowed = allowanceOf('attempts', uses(), { capUsd, keeps })
      return allowed === null ? null : allowed - uses().attempts.spentUsd
    },
    asideUsd: () => uses().attempts.mostAsideUsd,
    keptUsd: () => keptForSelection(uses(), { capUsd, keeps }),
    kept: () => ({
      keptUsd: keeps && capUsd !== null ? expectedForSelection(uses(), capUsd) : movedUsd,
      movedUsd,
    }),
    release: () => {
      movedUsd = keptForSelection(uses(), { capUsd, keeps })
      keeps = false
      budgets.retry()
      attempts.wake()
    },
  }
}
