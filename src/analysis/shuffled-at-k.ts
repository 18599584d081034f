import { createRandom, mean, shuffled } from '../std/index.ts'
import { shareResolved } from './most-voted.ts'
import type { SelectionInstance } from './selection-scores.ts'

export interface ShuffleOptions {
  readonly seed: number
  readonly shuffles: number
}

/** Share of instances over shuffles: its mean, and its standard deviation with the number of shuffles below it. */
export interface ShuffledPoint {
  readonly value: number
  readonly deviation: number
}

/**
 * Score for 1, 2, … candidates as SWE-Gym's scripts take it: the candidates of every instance are shuffled, and growing
 * beginnings are offered (specification 6.1, 100 shuffles). With the name of a selector its choice, which must be
 * known of any candidates; with null any of the offered that is resolved. An instance with fewer than k is offered all.
 */
export function shuffledAtK(
  instances: readonly SelectionInstance[],
  selector: string | null,
  { seed, shuffles }: ShuffleOptions,
): readonly ShuffledPoint[] {
  const most = instances.reduce((largest, { resolved }) => Math.max(largest, resolved.length), 0)
  const random = createRandom(seed)
  const rounds = Array.from({ length: shuffles }, () => {
    const orders = instances.map(({ resolved }) => shuffled([...resolved.keys()], random))
    return Array.from({ length: most }, (_, index) =>
      mean(
        instances.map((instance, place) => scoreOf(instance, selector, orders[place]?.slice(0, index + 1))),
      ),
    )
  })
  return Array.from({ length: most }, (_, index) => {
    const values = rounds.map((round) => round[index] ?? 0)
    const value = mean(values)
    return { value, deviation: Math.sqrt(mean(values.map((each) => (each - value) ** 2))) }
  })
}

function scoreOf(
  { resolved, choices }: SelectionInstance,
  selector: string | null,
  offered: readonly number[] = [],
): number {
  if (selector === null) return Number(offered.some((index) => resolved[index]))
  return shareResolved(choices.get(selector)?.choose?.(offered) ?? [], resolved)
}
