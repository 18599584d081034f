/**
 * Chance of YES where only YES and NO count: e^yes / (e^yes + e^no), from their log-probabilities, however small both are.
 */
export function labelProbability(yes: number, no: number): number {
  const gap = no - yes
  return gap > 0 ? Math.exp(-gap) / (1 + Math.exp(-gap)) : 1 / (1 + Math.exp(gap))
}
