import { groupBy } from '../../std/index.ts'
import { featuresOf, scoreFeatures } from '../../verifier/index.ts'
import { writeOutputs } from '../analyze/write-outputs.ts'
import { readCandidates } from './read-candidates.ts'
import { readVerifier } from './read-verifier.ts'

export interface ScoreRequest {
  readonly verifier: string
  readonly candidates: readonly string[]
  readonly out: string
}

export interface ScoredCandidate {
  readonly instanceId: string
  readonly candidateId: string
  /** That it is right, between 0 and 1. */
  readonly score: number
}

/**
 * Scores candidates among those of their instance, and writes a line for each, best first within an instance.
 *
 * @throws CapuchinError `log/unreadable`, `analyze/bad-input`, `analyze/cannot-write`.
 */
export async function scoreCandidates(request: ScoreRequest): Promise<readonly ScoredCandidate[]> {
  const model = await readVerifier(request.verifier)
  const rows = await readCandidates(request.candidates)
  const scored = [...groupBy(rows, ({ instanceId }) => instanceId).values()].flatMap((candidates) => {
    const vectors = featuresOf(candidates)
    return candidates
      .map(({ instanceId, candidateId }, at) => ({
        instanceId,
        candidateId,
        score: scoreFeatures(model, vectors[at] ?? {}),
      }))
      .toSorted((a, b) => b.score - a.score)
  })
  await writeOutputs([[request.out, () => scored.map((line) => `${JSON.stringify(line)}\n`).join('')]])
  return scored
}
