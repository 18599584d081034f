import { throwIfAborted } from '../../std/index.ts'

export interface TimeOptions {
  /** Stops everything. */
  readonly signal?: AbortSignal | undefined
  /** Fires when nothing new may be looked at any more; what was seen by then has to do. */
  readonly until?: AbortSignal | undefined
}

/** What comes of some work; null where the time is up before it is done. */
export async function inTime<T>(
  { signal, until }: TimeOptions,
  work: (options: { readonly signal: AbortSignal | undefined }) => Promise<T>,
): Promise<T | null> {
  if (until === undefined) return work({ signal })
  const both = signal === undefined ? until : AbortSignal.any([signal, until])
  try {
    throwIfAborted(both)
    return await work({ signal: both })
  } catch (error) {
    if (!until.aborted || signal?.aborted) throw error
    return null
  }
}
