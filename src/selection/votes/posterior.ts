/** Shares of belief that add up to 1, from scores in log-odds. */
export function posteriorOf(scores: readonly number[]): readonly number[] {
  const most = Math.max(...scores)
  const parts = scores.map((score) => Math.exp(score - most))
  const sum = parts.reduce((total, part) => total + part, 0)
  return parts.map((part) => part / sum)
}
