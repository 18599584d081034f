import type { AttemptFilter } from './attempt-summary.ts'
import { placesByInstance } from './by-instance.ts'

/** Leaves the `cap` attempts of each instance that made the fewest model calls; the earlier one of two equal ones. */
export function fewestCalls(cap: number): AttemptFilter {
  return (attempts) => {
    const calls = (at: number): number => attempts[at]?.calls ?? 0
    const kept = new Set(
      [...placesByInstance(attempts).values()].flatMap((own) =>
        own.toSorted((a, b) => calls(a) - calls(b) || a - b).slice(0, cap),
      ),
    )
    return attempts.map((_, at) => (kept.has(at) ? null : 'over-the-cap'))
  }
}
