import type { Usage } from '../domain/index.ts'
import { renderCost } from './progress-lines.ts'
import { renderTable } from './table.ts'

/** Where the money of a run went, and what did not have to be spent. */
export interface SpendingView {
  readonly spending: readonly { readonly stage: string; readonly calls: number; readonly usage: Usage }[]
  readonly stoppedEarly: string | null
  readonly saved: { readonly attempts: number; readonly usd: number | null } | null
  /** Null where no budget was given. */
  readonly budget: BudgetView | null
}

interface BudgetView {
  readonly capUsd: number
  readonly spentUsd: number
  readonly context: { readonly spentUsd: number; readonly allowedUsd: number }
  readonly selection: { readonly spentUsd: number; readonly keptUsd: number; readonly movedUsd: number }
}

/** Nothing for a run that spent on one thing only, without a cap and to its end. */
export function renderSpending({ spending, stoppedEarly, saved, budget }: SpendingView): readonly string[] {
  const table = spending.length > 1 || (budget !== null && spending.length > 0)
  return [
    ...(table ? ['', ...renderStages(spending)] : []),
    ...(budget === null ? [] : [renderBudget(budget)]),
    ...(stoppedEarly === null ? [] : [`Stopped early: ${stoppedEarly}${savedText(saved)}`]),
  ]
}

/** Calls, tokens by kind and dollars of each stage. */
function renderStages(spending: SpendingView['spending']): readonly string[] {
  const costs = spending.map(({ usage }) => usage.costUsd)
  const whole = costs.reduce((sum: number, usd) => sum + (usd ?? 0), 0)
  const share = (usd: number | null): string =>
    whole === 0 || costs.includes(null) ? '' : `${Math.round((100 * (usd ?? 0)) / whole)} %`
  return renderTable(
    ['SPENT ON', 'CALLS', 'INPUT', 'CACHE READ', 'CACHE WRITE', 'OUTPUT', 'COST', 'SHARE'],
    spending.map(({ stage, calls, usage }) => [
      stage,
      ...[
        calls,
        usage.inputTokens - usage.cacheReadTokens - usage.cacheWriteTokens,
        usage.cacheReadTokens,
        usage.cacheWriteTokens,
        usage.outputTokens,
      ].map(String),
      renderCost(usage.costUsd),
      share(usage.costUsd),
    ]),
  )
}

/** What was kept for whom, and where it went. */
function renderBudget({ capUsd, spentUsd, context, selection }: BudgetView): string {
  const parts = [
    `${renderCost(spentUsd)} of ${renderCost(capUsd)} spent`,
    ...(context.spentUsd > 0
      ? [`finding files took ${renderCost(context.spentUsd)} of at most ${renderCost(context.allowedUsd)}`]
      : []),
    ...(selection.keptUsd > 0
      ? [
          `${renderCost(selection.keptUsd)} was kept for the choice, which took ${renderCost(selection.spentUsd)}`,
        ]
      : []),
    ...(selection.movedUsd > 0 ? [`${renderCost(selection.movedUsd)} of it went back to attempts`] : []),
  ]
  return `Budget: ${parts.join('; ')}`
}

function savedText(saved: SpendingView['saved']): string {
  if (saved === null) return ''
  const about = saved.usd === null ? '' : `, about ${renderCost(saved.usd)}`
  return `; saved ${saved.attempts} attempt${saved.attempts === 1 ? '' : 's'}${about}`
}
