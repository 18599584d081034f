import { createRandom } from '../../std/index.ts'
import type { Observations } from '../observe/observe-pool.ts'

/** A patch as a model is asked about it. */
export interface Contestant {
  /** What the model calls it. */
  readonly id: string
  /** Index into the observed patches. */
  readonly patch: number
  /** Index into the observed classes. */
  readonly at: number
  readonly text: string
}

export interface Contest {
  /** In the order in which the model sees them. */
  readonly shown: readonly Contestant[]
  /** Stands where the model chooses none. */
  readonly first: Contestant
}

export interface ContestOptions {
  /** `letters`: in an order drawn by the seed, so that neither place nor name tells a rank; `numbers`: as ranked. */
  readonly names: 'letters' | 'numbers'
  readonly seed: number
}

/** A contest among observed patches, best first; null where there are none. */
export function openContest(
  { matrix, classes }: Observations,
  ranked: readonly number[],
  { names, seed }: ContestOptions,
): Contest | null {
  const places = names === 'letters' ? shuffled([...ranked.keys()], seed) : [...ranked.keys()]
  const shown = places.map((place, at): Contestant => {
    const patch = ranked[place] ?? 0
    return {
      id: names === 'letters' ? letter(at) : String(at),
      patch,
      at: classes.findIndex(({ patches }) => patches.includes(patch)),
      text: matrix.patches[patch]?.patch ?? '',
    }
  })
  const first = shown.find(({ patch }) => patch === ranked[0])
  return first === undefined ? null : { shown, first }
}

/** The contestant that a model named; null where there is none of that name. */
export function findNamed({ shown }: Contest, name: string): Contestant | null {
  return shown.find(({ id }) => id === name.trim().toUpperCase()) ?? null
}

/** `A, B or C`: an example of a choice would favour the one that it names. */
export function namesOf(contestants: readonly Contestant[]): string {
  const names = contestants.map(({ id }) => id)
  return [names.slice(0, -1).join(', '), names.at(-1)].filter(Boolean).join(' or ')
}

function letter(at: number): string {
  return String.fromCodePoint('A'.charCodeAt(0) + at)
}

function shuffled<T>(items: readonly T[], seed: number): readonly T[] {
  const random = createRandom(seed)
  const left = [...items]
  return items.flatMap(() => left.splice(random.below(left.length), 1))
}
