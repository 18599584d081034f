import { createRandom, shuffled } from '../../std/index.ts'
import type { AttemptFilter } from './attempt-summary.ts'

export interface SubsetOptions {
  /** Of the attempts, above 0 and at most 1; their number is rounded down. */
  readonly fraction: number
  /** `random`: as drawn; `repository`: whole repositories first, by name, as code points order them. */
  readonly order: 'random' | 'repository'
  readonly seed: number
}

/** Leaves a part of the attempts. Parts of one order and seed are nested: a smaller one lies in every larger one. */
export function subset({ fraction, order, seed }: SubsetOptions): AttemptFilter {
  return (attempts) => {
    const repo = (at: number): string => attempts[at]?.repo ?? ''
    const places = attempts.map((_, at) => at)
    const ordered =
      order === 'random'
        ? shuffled(places, createRandom(seed))
        : places.toSorted((a, b) => (repo(a) < repo(b) ? -1 : repo(a) > repo(b) ? 1 : a - b))
    const kept = new Set(ordered.slice(0, Math.floor(attempts.length * fraction)))
    return attempts.map((_, at) => (kept.has(at) ? null : 'outside-the-subset'))
  }
}
