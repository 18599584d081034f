import { summarisePatch, type Candidate, type Evidence } from '../domain/index.ts'

/** A state that the loop came through, worth offering if nothing better comes. */
export interface SeenPatch {
  readonly patch: string
  readonly evidence: Evidence
}

/** Distinct patches as candidates, best first: by what was seen of them, later ones before earlier ones. */
export function rankCandidates(seen: readonly SeenPatch[], attemptIndex: number): readonly Candidate[] {
  const latest = new Map(
    seen.filter(({ patch }) => patch !== '').map((entry, at) => [entry.patch, { ...entry, at }]),
  )
  return [...latest.values()]
    .map((entry) => ({ ...entry, score: scoreOf(entry.evidence) }))
    .sort((a, b) => b.score - a.score || b.at - a.at)
    .map(({ patch, evidence, score }, rank) => ({
      attemptIndex,
      rank,
      patch,
      summary: summarisePatch(patch),
      evidence,
      score,
    }))
}

/** 1 for plausible; else what was seen and did not fail counts, and every broken test counts against it. */
function scoreOf({ plausible, failCommand, tests }: Evidence): number {
  if (plausible) return 1
  const works = failCommand !== null && failCommand.after === 0 ? 0.4 : 0
  const broken = tests === null ? 0 : tests.broken.length / (tests.broken.length + 1)
  return works + (tests === null ? 0.2 : 0.4) - broken * 0.4
}
