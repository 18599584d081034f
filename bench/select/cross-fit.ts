import { createRandom, deriveSeed } from '../../src/std/index.ts'
import { signNames, type PatchSigns, type SignWeights } from '../../src/selection/index.ts'
import { drawPools } from './draw-pools.ts'
import type { Pool, SeenIssue } from './load-issues.ts'

export interface CrossFit {
  /** Fitted on all issues: what is shipped. */
  readonly all: SignWeights
  /** For an issue: fitted on all issues but those of its fold. */
  readonly of: (issue: SeenIssue) => SignWeights
}

const folds = 10

/** Weights for each issue from others alone. Folds are by issue, seeded. */
export function crossFit(
  issues: readonly SeenIssue[],
  { seed, origins }: { readonly seed: number; readonly origins: ReadonlySet<string> },
): CrossFit {
  const random = createRandom(deriveSeed(seed, 999))
  const foldOf = new Map(issues.map((issue) => [issue.instanceId, random.below(folds)]))
  const training = [4, 8].flatMap((size) => [
    ...drawPools(issues, { size, right: size / 4, draws: 20, seed: seed + 77, origins }).values(),
  ])
  const pools = training.flat()
  const fitted = Array.from({ length: folds }, (_, fold) =>
    fit(pools.filter(({ issue }) => foldOf.get(issue.instanceId) !== fold)),
  )
  const all = fit(pools)
  return { all, of: ({ instanceId }) => fitted[foldOf.get(instanceId) ?? 0] ?? all }
}

const steps = 400
const rate = 0.5
const ridge = 0.02

/** Conditional logit: the log of the belief that falls on right patches, summed over pools of the same weight each. */
function fit(pools: readonly Pool[]): SignWeights {
  const rows = pools.map(({ patches, signs }) => ({
    signs: signs.map(toVector),
    right: patches.map(({ resolved }) => resolved),
  }))
  let weights = signNames.map(() => 0)
  for (let step = 0; step < steps; step += 1) {
    const gradient = signNames.map((_, at) => -ridge * (weights[at] ?? 0))
    for (const { signs, right } of rows) {
      const belief = softmax(signs.map((vector) => dot(vector, weights)))
      const good = belief.map((share, at) => (right[at] ? share : 0))
      const total = good.reduce((sum, share) => sum + share, 0)
      for (const [at, vector] of signs.entries()) {
        const pull = (good[at] ?? 0) / total - (belief[at] ?? 0)
        for (const [n, value] of vector.entries())
          gradient[n] = (gradient[n] ?? 0) + (pull * value) / rows.length
      }
    }
    weights = weights.map((weight, at) => weight + rate * (gradient[at] ?? 0))
  }
  const [peak = 0, mends = 0, crashes = 0, wrong = 0, odd = 0, company = 0] = weights
  return { peak, mends, crashes, wrong, odd, company }
}

function toVector(signs: PatchSigns): readonly number[] {
  return signNames.map((name) => signs[name])
}

function dot(one: readonly number[], other: readonly number[]): number {
  return one.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0)
}

function softmax(scores: readonly number[]): readonly number[] {
  const most = Math.max(...scores)
  const parts = scores.map((score) => Math.exp(score - most))
  const sum = parts.reduce((total, part) => total + part, 0)
  return parts.map((part) => part / sum)
}
