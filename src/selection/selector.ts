import type { Journal, Problem, Selection } from '../domain/index.ts'
import type { Model, PriceOf } from '../llm/index.ts'
import type { Executor } from './observe/executor.ts'
import type { Observations } from './observe/observe-pool.ts'

export interface SelectorTools {
  /** Null where there is no model to ask. Its calls are not journalled yet: a selector knows which of them depend on which. */
  readonly model: Model | null
  /** Of the model, so that a call lost to a crash counts as perhaps paid. */
  readonly priceOf?: PriceOf
  readonly executor: Executor
  readonly journal: Journal
  readonly seed: number
  /** For one run of a script that the selector has written; its own default where none is given. */
  readonly scriptTimeoutMs?: number
  /** Tells what is being done, one line at a time. */
  readonly onNote?: (text: string) => void
}

/** Picks among patches from what was seen of them; some look further first. It knows no label. */
export interface Selector {
  readonly name: string
  select(
    problem: Problem,
    observations: Observations,
    options: { readonly tools: SelectorTools; readonly signal?: AbortSignal | undefined },
  ): Promise<Selection>
}
