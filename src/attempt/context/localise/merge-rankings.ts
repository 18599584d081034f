export interface RankedPath {
  readonly path: string
  /** 0 is best, 1 worst. */
  readonly score: number
}

/**
 * Merges rankings of files: a file's score is the mean over the rankings of its position divided by the ranking's
 * length, 1 where a ranking leaves it out. Lowest first, equals by path. The order of the rankings does not matter.
 */
export function mergeRankings(rankings: readonly (readonly string[])[]): readonly RankedPath[] {
  const sums = new Map<string, number>()
  const seen = new Map<string, number>()
  for (const ranking of rankings) {
    for (const [position, path] of ranking.entries()) {
      sums.set(path, (sums.get(path) ?? 0) + position / ranking.length)
      seen.set(path, (seen.get(path) ?? 0) + 1)
    }
  }
  return [...sums]
    .map(([path, sum]) => {
      const absent = rankings.length - (seen.get(path) ?? 0)
      // Rounded, so that sums that are equal on paper are equal here, whatever the order they were added in.
      return { path, score: Math.round(((sum + absent) / rankings.length) * 1e9) / 1e9 }
    })
    .sort((a, b) => a.score - b.score || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
}
