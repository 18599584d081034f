import { createRandom, type Random } from '../std/index.ts'

export interface SubsetOptions {
  readonly seed: number
  /** All subsets where there are no more than this, else so many drawn ones. */
  readonly atMost: number
}

/** Subsets of the numbers below `n` with `k` members, each with its members in order. */
export function subsetsOf(
  n: number,
  k: number,
  { seed, atMost }: SubsetOptions,
): readonly (readonly number[])[] {
  if (choose(n, k) <= atMost) return allSubsets(n, k)
  const random = createRandom(seed)
  return Array.from({ length: atMost }, () => drawSubset(n, k, random))
}

function choose(n: number, k: number): number {
  let ways = 1
  for (let step = 0; step < Math.min(k, n - k); step++) ways = (ways * (n - step)) / (step + 1)
  return Math.round(ways)
}

function allSubsets(n: number, k: number, from = 0): readonly (readonly number[])[] {
  if (k === 0) return [[]]
  const found: (readonly number[])[] = []
  for (let first = from; first <= n - k; first++)
    for (const rest of allSubsets(n, k - 1, first + 1)) found.push([first, ...rest])
  return found
}

/** Each number is taken with the odds of the places left over the numbers left, which makes all subsets equally likely. */
function drawSubset(n: number, k: number, random: Random): readonly number[] {
  const subset: number[] = []
  for (let number = 0; number < n; number++)
    if (random.below(n - number) < k - subset.length) subset.push(number)
  return subset
}
