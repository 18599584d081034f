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
