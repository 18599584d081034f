import type { ModelId } from '../model.ts'

/** A question whose answer has begun, and texts that may go on with it. */
export interface Continuations {
  readonly system: string
  readonly user: string
  /** How the answer begins; '' where a text is the whole answer. */
  readonly before: string
  readonly texts: readonly string[]
}

export interface WeighedContinuations {
  /** Natural logarithm of each text's probability, in their order; null for one that the server does not tell. */
  readonly logprobs: readonly (number | null)[]
  /** What the model would say next, likeliest first, as far as the server tells; for people. */
  readonly likeliest: readonly string[]
}

/**
 * A model that is asked how likely texts are and writes none.
 *
 * @throws CapuchinError `llm/auth`, `llm/rate-limited`, `llm/unreachable`, `llm/bad-request`, `llm/context-length`,
 * `llm/bad-reply`; `std/cancelled` when the signal fires.
 */
export interface ContinuationModel {
  readonly id: ModelId
  weigh(
    asked: Continuations,
    options: { readonly signal?: AbortSignal | undefined },
  ): Promise<WeighedContinuations>
}
