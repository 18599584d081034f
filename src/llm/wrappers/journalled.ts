import type { Journal } from '../../domain/index.ts'
import { modelKey } from '../model-key.ts'
import { playReply, storedReplySchema, toStoredReply } from '../model-reply.ts'
import type { Model, ModelPart, ModelReply } from '../model.ts'
import { unknownPrice, type PriceOf } from '../prices.ts'
import { mostItCanCost } from './budget.ts'

export interface JournalledOptions {
  readonly journal: Journal
  readonly stage: string
  /** The attempt's present step; calls within one step are numbered by the journal. */
  readonly step: () => number
  readonly priceOf?: PriceOf
  /** Whether a call's step is one of many that are asked side by side. */
  readonly independent?: boolean
}

/** Answers from the attempt's journal what it already holds, and writes down what it does not before passing it on. */
export function withJournal(model: Model, options: JournalledOptions): Model {
  return {
    id: model.id,
    async *complete(request, { signal }) {
      const live: ModelPart[] = []
      let wake = (): void => undefined
      let settled = false
      const answer = options.journal
        .ask(
          {
            kind: 'model',
            stage: options.stage,
            step: options.step(),
            key: modelKey(model.id, request),
            intendedCostUsd: mostItCanCost(model.id, { request, priceOf: options.priceOf ?? unknownPrice }),
            costUsdOf: (reply) => reply.usage.costUsd,
            independent: options.independent ?? false,
            schema: storedReplySchema,
          },
          async () => {
            const parts = model.complete(request, { signal })
            for (;;) {
              const next = await parts.next()
              if (next.done) return toStoredReply(next.value)
              live.push(next.value)
              wake()
            }
          },
        )
        .finally(() => {
          settled = true
          wake()
        })
      // Parts are passed on while the journal's own promise is still open.
      answer.catch(() => undefined)
      while (!settled || live.length > 0) {
        const part = live.shift()
        if (part) yield part
        else await new Promise<void>((resolve) => (wake = resolve))
      }
      const { value, fromJournal } = await answer
      return fromJournal ? yield* playReply(value) : ({ ...value, fromJournal: false } satisfies ModelReply)
    },
  }
}
