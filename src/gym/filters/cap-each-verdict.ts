import { createRandom, shuffled } from '../../std/index.ts'
import type { AttemptFilter } from './attempt-summary.ts'

/** Leaves of each instance at most `cap` resolved and `cap` other attempts, drawn. */
export function capEachVerdict(cap: number, seed: number): AttemptFilter {
  return (attempts) => {
    const taken = new Map<string, number>()
    const kept = new Set<number>()
    const places = attempts.map((_, at) => at)
    for (const at of shuffled(places, createRandom(seed))) {
      const key = JSON.stringify([attempts[at]?.instanceId, attempts[at]?.resolved === true])
      const count = taken.get(key) ?? 0
      if (count >= cap) continue
      taken.set(key, count + 1)
      kept.add(at)
    }
    return attempts.map((_, at) => (kept.has(at) ? null : 'over-the-cap'))
  }
}
