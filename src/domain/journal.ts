import type { z } from 'zod'

export type JournalKind = 'model' | 'exec' | 'decision' | 'seed' | 'clock'

export interface JournalEntry<T> {
  readonly kind: JournalKind
  readonly stage: string
  readonly step: number
  /** Hash of everything that the answer depends on. */
  readonly key: string
  /** The most this call may cost, in US dollars, counted as perhaps paid while its answer is missing. */
  readonly intendedCostUsd?: number
  /** What the answer did cost. */
  readonly costUsdOf?: (value: T) => number | null
  /** True where nothing else in the record follows from this answer, as for calls that are made side by side. */
  readonly independent?: boolean
  readonly schema: z.ZodType<T>
}

export interface JournalAnswer<T> {
  readonly value: T
  readonly fromJournal: boolean
}

/**
 * The record of what one attempt was told by models, sandboxes, clocks and dice. `ask` answers from the record where
 * the same position holds the same key, and otherwise writes an intent, runs, and writes the answer before returning
 * it. A different key at a recorded position cuts the record there (`onCut`); where the question is independent only
 * that position is written anew. Call indices count up within (stage, step). A run that throws leaves only its intent.
 */
export interface Journal {
  ask<T>(entry: JournalEntry<T>, run: () => Promise<T>): Promise<JournalAnswer<T>>
}

/** Results of commands on fresh checkpoints, found again by content. Cancelled and infra runs are never stored. */
export interface ExecutionCache {
  find<T>(key: string, schema: z.ZodType<T>): Promise<T | null>
  save(key: string, value: unknown): Promise<void>
}

/** A journal that remembers nothing: every question runs. For one-off calls and tests. */
export const forgetfulJournal: Journal = {
  ask: async (_entry, run) => ({ value: await run(), fromJournal: false }),
}
