import type { AttemptTools } from './strategy.ts'

export interface Deadline {
  readonly signal: AbortSignal
  /** Whether it was the deadline that fired. */
  passed(): boolean
  clear(): void
}

/** A signal that fires with the caller's, or when the attempt's time is over. */
export function createDeadline(deadline: number | null, outer: AbortSignal | undefined): Deadline {
  const own = new AbortController()
  let passed = false
  const expire = (): void => {
    passed = true
    own.abort()
  }
  const timer = deadline === null ? undefined : setTimeout(expire, Math.max(0, deadline - performance.now()))
  const signal = outer === undefined ? own.signal : AbortSignal.any([own.signal, outer])
  return { signal, passed: () => passed && outer?.aborted !== true, clear: () => clearTimeout(timer) }
}

/** The end of the work, so that tests can still run on what it leaves: half as long again as before, a quarter at most. */
export function workUntil({
  deadline,
  baseline,
}: Pick<AttemptTools, 'deadline' | 'baseline'>): number | null {
  if (deadline === null) return null
  const left = Math.max(0, deadline - performance.now())
  return deadline - Math.min(left / 4, 2_000 + 1.5 * baseline.durationMs)
}
