import { createRandom, shuffled } from '../../std/index.ts'
import { placesByInstance } from '../filters/by-instance.ts'
import type { AttemptSummary } from '../filters/attempt-summary.ts'

export interface AttemptPair<T> {
  readonly chosen: T
  readonly rejected: T
}

/** Resolved and unresolved attempts at the same instance, each in one pair at most, drawn; `cap` pairs of an instance. */
export function pairAttempts<T extends AttemptSummary>(
  attempts: readonly T[],
  { cap, seed }: { readonly cap: number; readonly seed: number },
): readonly AttemptPair<T>[] {
  const random = createRandom(seed)
  return [...placesByInstance(attempts).values()].flatMap((places) => {
    const own = places.flatMap((at) => attempts[at] ?? [])
    const chosen = shuffled(
      own.filter(({ resolved }) => resolved === true),
      random,
    )
    const rejected = shuffled(
      own.filter(({ resolved }) => resolved === false),
      random,
    )
    return chosen.slice(0, cap).flatMap((one, nth) => {
      const other = rejected[nth]
      return other === undefined ? [] : [{ chosen: one, rejected: other }]
    })
  })
}
