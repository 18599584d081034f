import { CapuchinError } from '../../std/index.ts'
import type { Model, ModelId, ModelRequest } from '../model.ts'
import { unknownPrice, type PriceOf } from '../prices.ts'

/** One cap in US dollars over any number of models. Money of calls under way counts as spent. */
export interface Budget {
  /** Null for no cap. */
  readonly capUsd: number | null
  readonly spentUsd: () => number
  /** Counts a call lost to a crash as perhaps paid. */
  readonly addSpent: (usd: number) => void
  readonly reserve: (usd: number) => { readonly settle: (usd: number) => void }
}

export function createBudget(capUsd: number | null): Budget {
  let spent = 0
  let reserved = 0
  return {
    capUsd,
    spentUsd: () => spent,
    addSpent: (usd) => {
      spent += usd
    },
    reserve: (usd) => {
      if (capUsd !== null && spent + reserved + usd > capUsd) {
        throw new CapuchinError(
          'llm/budget',
          `the next call may cost $${usd.toFixed(4)}; $${spent.toFixed(4)} of $${capUsd.toFixed(2)} is spent`,
          { hint: 'raise --budget-usd to go on', data: { spent, capUsd } },
        )
      }
      reserved += usd
      return {
        settle: (actual) => {
          reserved -= usd
          spent += actual
        },
      }
    },
  }
}

/** Refuses a call that could pass the cap. A call whose price is unknown costs nothing here: it is counted in tokens. */
export function withBudget(
  model: Model,
  { budget, priceOf = unknownPrice }: { readonly budget: Budget; readonly priceOf?: PriceOf },
): Model {
  return {
    id: model.id,
    async *complete(request, { signal }) {
      const most = mostItCanCost(model.id, { request, priceOf })
      const reservation = budget.reserve(most)
      let cost = most
      try {
        const reply = yield* model.complete(request, { signal })
        cost = reply.usage.costUsd ?? 0
        return reply
      } finally {
        reservation.settle(cost)
      }
    },
  }
}

/** An upper bound: three characters a token in, the output limit out. */
export function mostItCanCost(
  id: ModelId,
  { request, priceOf }: { readonly request: ModelRequest; readonly priceOf: PriceOf },
): number {
  const characters = request.messages.reduce((sum, message) => sum + message.text.length, 0)
  const tokens = {
    inputTokens: Math.ceil(characters / 3),
    outputTokens: request.sampling?.maxOutputTokens ?? 4_096,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    reasoningTokens: 0,
  }
  return priceOf(id, tokens) ?? 0
}
