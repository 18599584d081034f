import { randomUUID } from 'node:crypto'
import type { Env } from '../../gym/index.ts'
import { CapuchinError } from '../../std/index.ts'

/** An episode and who asks things of it. */
export interface Entry {
  readonly id: string
  readonly env: Env
  instance: string
  /** `over`: it has ended, and its sandbox is gone. */
  state: 'opening' | 'running' | 'over'
  step: number
  /** Requests under way. */
  waiting: number
  idle: NodeJS.Timeout | undefined
}

export interface Cancel {
  readonly signal: AbortSignal
}

/** What is there of episodes; owns their Envs. */
export interface Entries extends AsyncDisposable {
  all(): readonly Entry[]
  add(env: Env, instance: string): Entry
  /** @throws CapuchinError `gym/unknown-episode`. */
  find(id: string): Entry
  /** Does something for a request: cancelled, it closes the episode; nothing for so long after it, too. */
  attend<T>(entry: Entry, cancel: Cancel, work: () => Promise<T>): Promise<T>
  close(entry: Entry): Promise<void>
}

export function createEntries({ idleMs }: { readonly idleMs: number }): Entries {
  const entries = new Map<string, Entry>()
  const closing = new Set<Promise<void>>()
  const close = async (entry: Entry): Promise<void> => {
    clearTimeout(entry.idle)
    if (entries.get(entry.id) === entry) entries.delete(entry.id)
    const closed = Promise.resolve(entry.env[Symbol.asyncDispose]())
    closing.add(closed)
    await closed.finally(() => closing.delete(closed))
  }
  /** Nobody is there who could be told of a fault; the sandboxes' provider sweeps what stays. */
  const abandon = (entry: Entry): void => void close(entry).catch(() => undefined)
  return {
    all: () => [...entries.values()],
    add: (env, instance) => {
      const id = randomUUID()
      const entry: Entry = { id, env, instance, state: 'opening', step: 0, waiting: 0, idle: undefined }
      entries.set(id, entry)
      return entry
    },
    find: (id) => {
      const entry = entries.get(id)
      if (entry) return entry
      throw new CapuchinError('gym/unknown-episode', `there is no episode '${id}'`, {
        hint: `it was never begun, was closed, or nothing was asked of it for ${idleMs / 1_000} s`,
      })
    },
    attend: async (entry, { signal }, work) => {
      clearTimeout(entry.idle)
      entry.waiting += 1
      try {
        return await work()
      } finally {
        entry.waiting -= 1
        if (signal.aborted) await close(entry)
        else if (entry.waiting === 0 && entries.get(entry.id) === entry)
          entry.idle = setTimeout(() => abandon(entry), idleMs)
      }
    },
    close,
    [Symbol.asyncDispose]: async () => {
      const left = await Promise.allSettled([...[...entries.values()].map(close), ...closing])
      for (const one of left) if (one.status === 'rejected') throw one.reason
    },
  }
}
