import { hasCode } from '../../std/index.ts'
import type { Model } from '../model.ts'

export interface FlexOptions {
  /** The same model in its usual tier. */
  readonly standard: Model
  /** Milliseconds of `now` from which on there is no time for the slow tier. */
  readonly until: number
  readonly now?: () => number
}

/**
 * Asks a slow, cheap tier first, and the usual one where the slow one has no room, breaks, or takes until the time for
 * it is over.
 */
export function withFlex(flex: Model, { standard, until, now = Date.now }: FlexOptions): Model {
  return {
    id: standard.id,
    async *complete(request, { signal }) {
      const left = until - now()
      if (left <= 0) return yield* standard.complete(request, { signal })
      const tooLate = AbortSignal.timeout(Math.min(left, longestTimer))
      const both = signal ? AbortSignal.any([signal, tooLate]) : tooLate
      try {
        return yield* flex.complete(request, { signal: both })
      } catch (error) {
        const passing = hasCode(error, 'llm/rate-limited') || hasCode(error, 'llm/unreachable')
        if (signal?.aborted || !(passing || tooLate.aborted)) throw error
      }
      return yield* standard.complete(request, { signal })
    },
  }
}

/** What a timer of Node's takes at most. */
const longestTimer = 2 ** 31 - 1
