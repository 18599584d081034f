import type { StoredReply } from '../model-reply.ts'
import type { ModelId, ModelRequest } from '../model.ts'

/** What came of one request of a batch. */
export type BatchOutcome =
  | { readonly kind: 'reply'; readonly reply: StoredReply }
  | { readonly kind: 'failed'; readonly reason: string }

export interface BatchProgress {
  /** True when nothing more will come of it: done, failed, cancelled or expired. */
  readonly ended: boolean
  /** The provider's own word. */
  readonly status: string
}

interface Waiting {
  readonly signal?: AbortSignal | undefined
}

/**
 * A provider's cheap tier for many requests at once, whose answers come within a day and not one by one. Providers hand
 * results out when a batch has ended, however it ended; requests without one were not answered.
 *
 * @throws CapuchinError `llm/*`, as `Model` does.
 */
export interface BatchTier {
  readonly id: ModelId
  /** Resolves to the batch's id, under which it is found again by any later process. */
  submit(requests: readonly ModelRequest[], options: Waiting): Promise<string>
  poll(batch: string, options: Waiting): Promise<BatchProgress>
  /** Of an ended batch, by the place of the request in what was submitted. */
  results(batch: string, options: Waiting): Promise<ReadonlyMap<number, BatchOutcome>>
  cancel(batch: string, options: Waiting): Promise<void>
}

const idPrefix = 'request-'

export function toCustomId(index: number): string {
  return `${idPrefix}${index}`
}

/** Null for an id that is none of ours. */
export function fromCustomId(customId: string): number | null {
  const digits = customId.startsWith(idPrefix) ? customId.slice(idPrefix.length) : ''
  return /^\d+$/.test(digits) ? Number(digits) : null
}
