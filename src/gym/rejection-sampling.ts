import { groupBy } from '../std/index.ts'

/** An attempt that may be learned from. */
export interface SampledAttempt {
  readonly instanceId: string
  /** Unique among all: ties are settled by it. */
  readonly attemptId: string
  readonly resolved: boolean
  /** What it took: calls of a model, or changes tried. */
  readonly effort: number
}

/**
 * The resolved attempts, of each instance at most `cap`, those that took the least (SWE-Gym, section 4.3: rank by
 * fewest calls, cap 2). Null caps nothing.
 */
export function rejectionSample<T extends SampledAttempt>(
  attempts: readonly T[],
  cap: number | null,
): readonly T[] {
  const resolved = attempts.filter((attempt) => attempt.resolved)
  return [...groupBy(resolved, ({ instanceId }) => instanceId).values()].flatMap((own) =>
    own
      .toSorted((a, b) => a.effort - b.effort || a.attemptId.localeCompare(b.attemptId))
      .slice(0, cap ?? own.length),
  )
}
