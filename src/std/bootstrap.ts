import { createRandom } from './random.ts'
import type { Interval } from './statistics.ts'

export interface BootstrapOptions {
  readonly seed: number
  readonly draws: number
  /** Share of the draws that the interval holds; 0.95 where not given. */
  readonly level?: number
}

/**
 * Interval of a statistic, from samples drawn with putting back: the middle share of what it is on them. A draw on
 * which it is NaN counts for nothing; both ends are NaN where none is left. The statistic must not keep its sample,
 * which is one array for all draws. Source: Efron 1979, percentile method.
 */
export function bootstrapInterval<T extends number | object>(
  values: readonly T[],
  statistic: (sample: readonly T[]) => number,
  { seed, draws, level = 0.95 }: BootstrapOptions,
): Interval {
  const random = createRandom(seed)
  const sample = [...values]
  const found: number[] = []
  for (let draw = 0; draw < draws; draw++) {
    for (let place = 0; place < values.length; place++) {
      const drawn = values[random.below(values.length)]
      if (drawn !== undefined) sample[place] = drawn
    }
    const value = statistic(sample)
    if (!Number.isNaN(value)) found.push(value)
  }
  found.sort((a, b) => a - b)
  const tail = (1 - level) / 2
  return { low: quantile(found, tail), high: quantile(found, 1 - tail) }
}

/** Arithmetic mean; NaN of nothing. */
export function mean(values: readonly number[]): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}

/** Of sorted values, between neighbours in proportion. */
function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share
  const below = sorted[Math.floor(place)] ?? Number.NaN
  const above = sorted[Math.ceil(place)] ?? Number.NaN
  return below + (above - below) * (place - Math.floor(place))
}
