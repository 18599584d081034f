import { hashJson, throwIfAborted } from '../../std/index.ts'
import { requestToJson } from '../model-key.ts'
import type { Model, ModelRequest } from '../model.ts'

export interface WarmPrefixOptions {
  /** How long a provider keeps a prefix after its last use. */
  readonly ttlMs?: number
  readonly now?: () => number
}

/** Which prompt prefixes a provider's cache holds by now; shared by all models of one run. */
export interface PrefixWarmth {
  /**
   * Waits until every prefix is warm or this caller is the one to warm it, shortest first. `leave(true)` says that
   * the call succeeded, and with it the warming.
   */
  enter(
    prefixes: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<{ readonly leave: (succeeded: boolean) => void }>
}

/**
 * Sends the first call of a shared prefix alone and the others when it is done, so that a provider's cache is written
 * once and read by all others, instead of written by each. A prefix ends at each message with a cache mark. When the
 * warming call fails, the next waiter warms; so it does when the cache has expired.
 */
export function withWarmPrefix(model: Model, warmth: PrefixWarmth): Model {
  return {
    id: model.id,
    async *complete(request, { signal }) {
      const place = await warmth.enter(prefixesOf(model, request), signal)
      let succeeded = false
      try {
        const reply = yield* model.complete(request, { signal })
        succeeded = true
        return reply
      } finally {
        place.leave(succeeded)
      }
    },
  }
}

/** A hash of everything up to each cache mark, shortest first. */
function prefixesOf(model: Model, request: ModelRequest): readonly string[] {
  return request.messages.flatMap((message, at) => {
    const marked = message.role !== 'assistant' && message.cacheMark === true
    const { messages, ...rest } = request
    return marked ? [hashJson(requestToJson(model.id, { ...rest, messages: messages.slice(0, at + 1) }))] : []
  })
}

/** Providers keep a prefix for five minutes after its last use, unless they are paid for more. */
const usualTtlMs = 5 * 60_000

export function createPrefixWarmth({
  ttlMs = usualTtlMs,
  now = Date.now,
}: WarmPrefixOptions = {}): PrefixWarmth {
  const usedAt = new Map<string, number>()
  const warming = new Map<string, Promise<void>>()
  const isWarm = (prefix: string): boolean => (usedAt.get(prefix) ?? Number.NEGATIVE_INFINITY) + ttlMs > now()
  return {
    async enter(prefixes, signal) {
      const held = new Map<string, () => void>()
      const leave = (succeeded: boolean): void => {
        for (const [prefix, release] of held) {
          if (succeeded) usedAt.set(prefix, now())
          release()
        }
      }
      try {
        for (const prefix of prefixes) {
          // Longer prefixes are only waited for while shorter ones are held, never the other way round: no deadlock.
          for (let other = warming.get(prefix); other; other = warming.get(prefix)) {
            if (isWarm(prefix)) break
            await waitFor(other, signal)
          }
          throwIfAborted(signal)
          if (isWarm(prefix)) usedAt.set(prefix, now())
          else held.set(prefix, takePlace(warming, prefix))
        }
      } catch (error) {
        leave(false)
        throw error
      }
      return { leave }
    },
  }
}

function takePlace(warming: Map<string, Promise<void>>, prefix: string): () => void {
  let wake = (): void => undefined
  warming.set(prefix, new Promise((resolve) => (wake = resolve)))
  return () => {
    warming.delete(prefix)
    wake()
  }
}

/** Settles when the other is done or the signal fires. */
async function waitFor(other: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return other
  let stop = (): void => undefined
  const stopped = new Promise<void>((resolve) => (stop = resolve))
  signal.addEventListener('abort', stop, { once: true })
  await Promise.race([other, stopped])
  signal.removeEventListener('abort', stop)
  throwIfAborted(signal)
}
