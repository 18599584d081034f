import { passAtK } from '../std/index.ts'
import { shareResolved } from './most-voted.ts'

/**
 * Exact best@k of a selector that takes the highest score: the chance that the candidate it takes of `k`, drawn without
 * putting back, is resolved. A tie counts as its mean; a candidate with score null is never taken. Without ties and nulls
 * it is Σ r_i · C(n-i, k-1) / C(n, k) over candidates in order of their scores.
 */
export function rankedAtK(
  scores: readonly (number | null)[],
  resolved: readonly boolean[],
  k: number,
): number {
  const levels = [...new Set(scores.filter((score) => score !== null))].toSorted((a, b) => b - a)
  let [above, share] = [0, 0]
  for (const level of levels) {
    const tied = [...scores.keys()].filter((index) => scores[index] === level)
    // The best of the drawn is of this level where one of it is drawn and none from above.
    const chance = passAtK(scores.length, above + tied.length, k) - passAtK(scores.length, above, k)
    share += chance * shareResolved(tied, resolved)
    above += tied.length
  }
  return share
}
