import type { Journal, Problem, Selection } from '../domain/index.ts'
import type { Model } from '../llm/index.ts'
import type { Executor } from './observe/executor.ts'
import type { Observations } from './observe/observe-pool.ts'

export interface SelectorTools {
  /** Null where there is no model to ask. */
  readonly model: Model | null
  readonly executor: Executor
  readonly journal: Journal
  readonly seed: number
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
