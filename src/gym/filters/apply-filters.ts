import type { AttemptSummary, NamedFilter } from './attempt-summary.ts'

/** What one filter was given and what it left, for the manifest. */
export interface FilterCount {
  readonly filter: string
  readonly in: number
  readonly out: number
  /** Attempts that were left out, by reason. */
  readonly dropped: Readonly<Record<string, number>>
}

export interface Filtered<T> {
  readonly kept: readonly T[]
  readonly counts: readonly FilterCount[]
}

/** One filter after another, each on what the one before left. */
export function applyFilters<T extends AttemptSummary>(
  attempts: readonly T[],
  filters: readonly NamedFilter<T>[],
): Filtered<T> {
  let kept = attempts
  const counts: FilterCount[] = []
  for (const { name, filter } of filters) {
    const reasons = filter(kept)
    const left = kept.filter((_, at) => (reasons[at] ?? null) === null)
    counts.push({ filter: name, in: kept.length, out: left.length, dropped: countBy(reasons) })
    kept = left
  }
  return { kept, counts }
}

function countBy(reasons: readonly (string | null)[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const reason of reasons) if (reason !== null) counts[reason] = (counts[reason] ?? 0) + 1
  return counts
}
