import { hasCode, sleep, type CapuchinError, type Random } from '../../std/index.ts'
import type { Model } from '../model.ts'

export interface RetryOptions {
  /** Further tries after the first. */
  readonly retries: number
  readonly baseDelayMs: number
  readonly maxDelayMs: number
  readonly random: Random
  /** Told before each wait. */
  readonly onRetry?: (retry: {
    readonly error: CapuchinError
    readonly delayMs: number
    readonly attempt: number
  }) => void
}

/**
 * Sends a call again after a passing failure: exponential backoff with jitter, or exactly what `Retry-After` asks.
 * Parts of a reply that broke off were already shown; the returned reply holds only the last try's text. What cannot
 * get better (key, bad request, budget) is not tried again.
 */
export function withRetry(model: Model, options: RetryOptions): Model {
  return {
    id: model.id,
    async *complete(request, { signal }) {
      for (let attempt = 0; ; attempt += 1) {
        try {
          return yield* model.complete(request, { signal })
        } catch (error) {
          await waitForNextTry(error, { attempt, ...options }, { signal })
        }
      }
    },
  }
}

/** The same for a call that is no model's. */
export async function retryCall<T>(
  call: () => Promise<T>,
  options: RetryOptions,
  { signal }: { readonly signal?: AbortSignal | undefined },
): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await call()
    } catch (error) {
      await waitForNextTry(error, { attempt, ...options }, { signal })
    }
  }
}

/** @throws the error itself, where there is to be no further try. */
async function waitForNextTry(
  error: unknown,
  options: RetryOptions & { readonly attempt: number },
  { signal }: { readonly signal: AbortSignal | undefined },
): Promise<void> {
  const { attempt, retries, onRetry } = options
  if (!isPassing(error) || attempt >= retries || signal?.aborted) throw error
  const delayMs = delayOf(error, options)
  onRetry?.({ error, delayMs, attempt })
  await sleep(delayMs, { signal })
}

function isPassing(error: unknown): error is CapuchinError {
  return (
    hasCode(error, 'llm/rate-limited') || hasCode(error, 'llm/unreachable') || hasCode(error, 'llm/bad-reply')
  )
}

function delayOf(error: CapuchinError, options: RetryOptions & { readonly attempt: number }): number {
  const asked = error.data['retryAfterMs']
  if (typeof asked === 'number') return asked
  const step = Math.min(options.maxDelayMs, options.baseDelayMs * 2 ** options.attempt)
  return step * (0.5 + options.random.next() / 2)
}
