import { toCandidateRows } from '../../src/selection/index.ts'
import { calibratedOdds, featuresOf, trainVerifier, type CandidateRow } from '../../src/verifier/index.ts'
import { drawPools } from './draw-pools.ts'
import type { Pool, SeenIssue } from './load-issues.ts'

/** By patch of a pool: log-odds of a verifier that was trained without its issue, or without its repository. */
export type PoolVerifier = (pool: Pool) => readonly number[]

export interface VerifierFitOptions {
  readonly seed: number
  readonly origins: ReadonlySet<string>
  /** Whether it is told the signs of a patch. */
  readonly signs: boolean
  /** What it has not seen of a pool that it is used on: all of the repository, or a tenth of the issues. */
  readonly without: 'repository' | 'issue'
}

const folds = 10

/** Verifiers trained on pools like those that they are used on, one for each part that is left out. */
export function fitVerifiers(
  issues: readonly SeenIssue[],
  { seed, origins, signs, without }: VerifierFitOptions,
): PoolVerifier {
  const foldOf = new Map(issues.map(({ instanceId }, at) => [instanceId, String(at % folds)]))
  const partOf = ({ instanceId, repo }: SeenIssue): string =>
    without === 'repository' ? repo : (foldOf.get(instanceId) ?? '')
  const toRows = (pool: Pool): readonly CandidateRow[] =>
    toCandidateRows(pool.observations, signs ? pool.signs : [])
  const training = [4, 8].flatMap((size) =>
    [...drawPools(issues, { size, right: size / 4, draws: 10, seed: seed + 77, origins }).values()].flat(),
  )
  const rows = training.flatMap((pool, draw) =>
    toRows(pool).map((row, at) => ({
      ...row,
      instanceId: `${pool.issue.instanceId} ${draw}`,
      repo: partOf(pool.issue),
      resolved: pool.patches[at]?.resolved ?? false,
    })),
  )
  const models = new Map(
    [...new Set(issues.map(partOf))].map((part) => {
      const candidates = rows.filter(({ repo }) => repo !== part)
      return [part, trainVerifier({ candidates, folds: 5, seed }).model]
    }),
  )
  return (pool) => {
    const model = models.get(partOf(pool.issue))
    if (model === undefined) throw new Error(`there is no verifier for ${pool.issue.repo}`)
    return featuresOf(toRows(pool)).map((vector) => calibratedOdds(model, vector))
  }
}
