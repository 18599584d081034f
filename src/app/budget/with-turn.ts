import { mostItCanCost, type Model, type PriceOf } from '../../llm/index.ts'
import { throwIfAborted } from '../../std/index.ts'
import { meanCost } from './next-attempt.ts'
import type { RunBudget } from './run-budget.ts'
import { isItsTurn } from './turn.ts'

/** Has an attempt's calls wait while what is left is needed by attempts that were begun earlier. */
export function withTurn(
  model: Model,
  {
    index,
    budget,
    priceOf,
  }: { readonly index: number; readonly budget: RunBudget; readonly priceOf: PriceOf },
): Model {
  const { attempts } = budget
  return {
    id: model.id,
    async *complete(request, { signal }) {
      const usd = mostItCanCost(model.id, { request, priceOf })
      const mayGoOn = (): boolean =>
        isItsTurn({
          usd,
          leftUsd: budget.leftForAttempts(),
          olderUsd: attempts.olderUsd(index),
          meanUsd: meanCost(attempts.endedUsd()),
        })
      while (!mayGoOn()) {
        await attempts.changed({ signal })
        throwIfAborted(signal)
      }
      return yield* model.complete(request, { signal })
    },
  }
}
