import { createRandom, mean, shuffled } from '../std/index.ts'

/**
 * Standard deviation of the mean over random halves without replacement. This is what SWE-Gym's printed plus-minus
 * figures are (specification 2.4: reproduced from its script for all twelve): 0.021 for 103 of 431, 0.018 for 103 of 500.
 */
export function halfSampleDeviation(
  values: readonly number[],
  { seed, draws = 1_000 }: { readonly seed: number; readonly draws?: number },
): number {
  const half = Math.floor(values.length / 2)
  if (half === 0) return Number.NaN
  const random = createRandom(seed)
  const means = Array.from({ length: draws }, () => mean(shuffled(values, random).slice(0, half)))
  const centre = mean(means)
  return Math.sqrt(mean(means.map((value) => (value - centre) ** 2)))
}
