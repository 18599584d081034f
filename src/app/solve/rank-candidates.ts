import type { Candidate } from '../../domain/index.ts'

/**
 * Candidates best first: plausible ones before others, then those that fix more and break less, then those that more
 * attempts arrived at, then by their own attempt's order, then the smaller patch. Equal patches are one candidate.
 */
export function rankCandidates(candidates: readonly Candidate[]): readonly Candidate[] {
  const votes = new Map<string, Set<number>>()
  for (const { patch, attemptIndex } of candidates) {
    votes.set(patch, (votes.get(patch) ?? new Set()).add(attemptIndex))
  }
  const merit = (candidate: Candidate): readonly number[] => [
    candidate.evidence.plausible ? 0 : 1,
    candidate.evidence.tests?.broken.length ?? 0,
    -(candidate.evidence.tests?.fixed.length ?? 0),
    -(votes.get(candidate.patch)?.size ?? 0),
    candidate.rank,
    candidate.patch.length,
    candidate.attemptIndex,
  ]
  const seen = new Set<string>()
  return [...candidates]
    .sort((a, b) => compareLists(merit(a), merit(b)))
    .filter(({ patch }) => !seen.has(patch) && seen.add(patch))
}

function compareLists(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index])
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0)
}
