import { sleep, throwIfAborted } from '../../std/index.ts'
import type { Model } from '../model.ts'

export interface RateLimitOptions {
  /** Calls at once. */
  readonly concurrency: number
  /** Calls started in any 60 seconds; null for no limit. */
  readonly perMinute: number | null
  readonly now?: () => number
}

/** Shared by all models of one provider. `enter` waits for a place and returns how to leave it. */
export interface RateLimiter {
  enter(signal: AbortSignal | undefined): Promise<() => void>
}

/** Holds calls back so that at most `concurrency` run and `perMinute` start; first come, first served. */
export function withRateLimit(model: Model, limiter: RateLimiter): Model {
  return {
    id: model.id,
    async *complete(request, { signal }) {
      const leave = await limiter.enter(signal)
      try {
        return yield* model.complete(request, { signal })
      } finally {
        leave()
      }
    },
  }
}

export function createRateLimiter(options: RateLimitOptions): RateLimiter {
  const now = options.now ?? Date.now
  const starts: number[] = []
  const waiting: (() => void)[] = []
  let running = 0
  const leave = (): void => {
    running -= 1
    waiting.shift()?.()
  }
  const takePlace = async (signal: AbortSignal | undefined): Promise<void> => {
    // Looked at and taken without a wait in between: whoever is woken may still find it taken by a newcomer.
    while (running >= options.concurrency) {
      await new Promise<void>((wake) => {
        waiting.push(wake)
        signal?.addEventListener('abort', () => wake(), { once: true })
      })
      throwIfAborted(signal)
    }
    running += 1
  }
  return {
    async enter(signal) {
      throwIfAborted(signal)
      await takePlace(signal)
      try {
        while (options.perMinute !== null && starts.length >= options.perMinute) {
          const oldest = starts[0] ?? 0
          if (oldest + 60_000 <= now()) starts.shift()
          else await sleep(oldest + 60_000 - now(), { signal })
        }
      } catch (error) {
        leave()
        throw error
      }
      starts.push(now())
      return leave
    },
  }
}
