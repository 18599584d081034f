import type { Model, ModelId, ModelRequest } from '../model.ts'
import type { Message } from '../../domain/index.ts'
import { unknownPrice, type PriceOf } from '../prices.ts'
import { createStageBudgets } from './stage-budgets.ts'

/** Money that calls are paid from, in US dollars. What calls under way may cost counts as spent. */
export interface Budget {
  readonly spentUsd: () => number
  /** Counts what was paid elsewhere, and a call lost to a crash as perhaps paid. */
  readonly addSpent: (usd: number) => void
  /** @throws CapuchinError `llm/budget` when so much is not there, however little the calls under way cost. */
  readonly reserve: (
    usd: number,
    options: { readonly signal?: AbortSignal | undefined },
  ) => Promise<Reservation>
}

export interface Reservation {
  readonly settle: (actualUsd: number) => void
}

/** One cap over any number of models; null for none. */
export function createBudget(capUsd: number | null): Budget {
  return createStageBudgets(['the run'], { allowedUsd: () => capUsd }).of('the run')
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
      const reservation = await budget.reserve(most, { signal })
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
  const characters =
    request.messages.reduce((sum, message) => sum + lengthOf(message), 0) +
    (request.tools === undefined ? 0 : JSON.stringify(request.tools).length) +
    (request.replyForm === undefined ? 0 : JSON.stringify(request.replyForm).length)
  const tokens = {
    inputTokens: Math.ceil(characters / 3),
    outputTokens: request.sampling?.maxOutputTokens ?? 4_096,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
    reasoningTokens: 0,
  }
  return priceOf(id, tokens) ?? 0
}

function lengthOf(message: Message): number {
  const calls = message.role === 'assistant' ? (message.toolCalls ?? []) : []
  return message.text.length + (calls.length === 0 ? 0 : JSON.stringify(calls).length)
}
