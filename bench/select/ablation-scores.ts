import { mean } from '../../src/std/index.ts'
import {
  chooseByHybrid,
  oddsOf,
  rankClasses,
  toCandidateRows,
  type HybridCandidate,
  type Observations,
} from '../../src/selection/index.ts'
import type { CrossFit } from './cross-fit.ts'
import type { Pool } from './load-issues.ts'
import type { PoolVerifier } from './verifier-fit.ts'

export interface AblationParts {
  readonly weights: CrossFit
  /** Trained without the repository. */
  readonly verifier: PoolVerifier
  /** The same, not told the signs. */
  readonly plainVerifier: PoolVerifier
  /** Trained without the issue alone, as the weights of signs are. */
  readonly nearVerifier: PoolVerifier
}

/** One way to choose, and the one that it is set against: itself with one part more, or less. */
export interface Variant {
  readonly name: string
  readonly against: string | null
  /** Share of right ones among what it chooses; ties count as their mean. */
  readonly score: (pool: Pool, parts: AblationParts) => number
}

const [plain, full] = ['auto', 'auto --verifier']

export const variants: readonly Variant[] = [
  { name: 'random', against: null, score: ({ patches }) => rightOf(patches, [...patches.keys()]) },
  ranked(plain, null, ({ seen }) => seen),
  ranked('auto without existing tests', plain, ({ seen }) => ({ ...seen, regression: null })),
  ranked('auto without classes', plain, ({ seen }) => singly(seen)),
  ranked('auto without signs', plain, ({ seen }) => ({ ...seen, signs: seen.signs.map(() => 0) })),
  ranked(full, plain, ({ verified }) => verified),
  ranked(`${full} without existing tests`, full, ({ verified }) => ({ ...verified, regression: null })),
  ranked(`${full} without classes`, full, ({ verified }) => singly(verified)),
  ranked(`${full} without signs`, full, ({ seen, pool, parts }) => ({
    ...seen,
    verifier: parts.plainVerifier(pool),
  })),
  ranked(`${full} that knows the repository`, plain, ({ seen, pool, parts }) => ({
    ...seen,
    verifier: parts.nearVerifier(pool),
  })),
  ranked('auto by signs and verifier together', plain, ({ seen, verified }) => ({
    ...seen,
    signs: seen.signs.map((odds, at) => odds + (verified.verifier?.[at] ?? 0)),
  })),
  {
    name: 'hybrid (R2E-Gym)',
    against: full,
    score: (pool, parts) => hybridScore(pool, parts.verifier(pool)),
  },
  { name: 'execution-only (R2E-Gym)', against: plain, score: (pool) => hybridScore(pool, null) },
  {
    name: 'oracle',
    against: null,
    score: ({ patches }) => (patches.some(({ resolved }) => resolved) ? 1 : 0),
  },
]

interface RankInput {
  readonly pool: Pool
  readonly parts: AblationParts
  /** As `auto` sees it without a verifier, and with one. */
  readonly seen: Observations
  readonly verified: Observations
}

function ranked(name: string, against: string | null, change: (input: RankInput) => Observations): Variant {
  return {
    name,
    against,
    score: (pool, parts) => {
      const weights = parts.weights.of(pool.issue)
      const seen = { ...pool.observations, signs: pool.signs.map((one) => oddsOf(one, weights)) }
      const verified = { ...seen, verifier: parts.verifier(pool) }
      const [first] = rankClasses(change({ pool, parts, seen, verified })).classes
      return rightOf(pool.patches, first === undefined ? [] : [first.patch])
    },
  }
}

function singly(observations: Observations): Observations {
  const { patches } = observations.matrix
  return { ...observations, classes: [...patches.keys()].map((at) => ({ patches: [at], by: 'lone' })) }
}

/** These pools have no generated tests. */
function hybridScore({ patches, observations }: Pool, verifier: readonly number[] | null): number {
  const candidates = toCandidateRows(observations, []).map(({ tests }, at): HybridCandidate => ({
    verifier: verifier?.[at] ?? null,
    regression: tests?.stillPassing ?? null,
    tests: null,
  }))
  return rightOf(patches, chooseByHybrid(candidates).chosen)
}

function rightOf(patches: Pool['patches'], chosen: readonly number[]): number {
  return mean(chosen.map((at) => (patches[at]?.resolved ? 1 : 0)))
}
