import { createRandom } from '../../std/index.ts'
import type { AttemptFilter } from './attempt-summary.ts'
import { placesByInstance } from './by-instance.ts'

/** Leaves one attempt of each instance, drawn. */
export function randomOne(seed: number): AttemptFilter {
  return (attempts) => {
    const random = createRandom(seed)
    const kept = new Set([...placesByInstance(attempts).values()].map((own) => own[random.below(own.length)]))
    return attempts.map((_, at) => (kept.has(at) ? null : 'another-of-instance'))
  }
}
