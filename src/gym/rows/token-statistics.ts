/** How long rows are. */
export interface TokenStatistics {
  readonly tokenizer: string
  readonly rows: number
  readonly mean: number
  readonly min: number
  readonly p50: number
  readonly p90: number
  readonly p95: number
  readonly max: number
  readonly total: number
}

/** Percentiles are those of the nearest rank. */
export function tokenStatistics(counts: readonly number[], tokenizer: string): TokenStatistics {
  const sorted = counts.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0
  const total = sorted.reduce((sum, count) => sum + count, 0)
  return {
    tokenizer,
    rows: sorted.length,
    mean: sorted.length === 0 ? 0 : Math.round(total / sorted.length),
    min: at(0),
    p50: at(0.5),
    p90: at(0.9),
    p95: at(0.95),
    max: at(1),
    total,
  }
}
