/** What is known of one candidate; null where nobody can say. */
export interface HybridCandidate {
  /** Mean chance of being right, by a verifier. */
  readonly verifier: number | null
  /** Existing tests that pass. */
  readonly regression: number | null
  /** Mean score of the generated tests: the share of them that pass. */
  readonly tests: number | null
}

export type HybridPart = 'verifier' | 'existing tests' | 'generated tests'

export interface HybridChoice {
  /** Those that nothing sets apart: the score of the rule is their mean. */
  readonly chosen: readonly number[]
  /** All of them, best first. */
  readonly ranking: readonly number[]
  /** The last part that left some out; null where none did. */
  readonly decidedBy: HybridPart | null
  /** Parts that nothing is known of for any candidate, and that are therefore left out. */
  readonly missing: readonly HybridPart[]
}

/**
 * R2E-Gym's hybrid of verifiers: of the best max(3, ⌊n/2⌋) by verifier those with the most existing tests passing, of
 * these those with the best mean of generated tests, of these those with the best verifier score. All that are equal to
 * the last of the first cut stay in. Whoever has no score stands behind everybody who has one. Without a verifier it is
 * their execution-only rule: existing tests, then generated ones.
 * Source: the notebook that came with arXiv 2504.07164.
 */
export function chooseByHybrid(candidates: readonly HybridCandidate[]): HybridChoice {
  const all = [...candidates.keys()]
  const scoreOf = (part: keyof HybridCandidate) => (at: number) => candidates[at]?.[part] ?? -Infinity
  const [verifier, regression, tests] = [scoreOf('verifier'), scoreOf('regression'), scoreOf('tests')]
  const size = Math.max(3, Math.floor(all.length / 2))
  const last = verifier(all.toSorted((a, b) => descending(verifier(a), verifier(b)))[size - 1] ?? all[0] ?? 0)
  const kept = all.length <= size ? all : all.filter((at) => verifier(at) >= last)
  let left: readonly number[] = kept
  let decidedBy: HybridPart | null = kept.length < all.length ? 'verifier' : null
  for (const [part, score] of [
    ['existing tests', regression],
    ['generated tests', tests],
    ['verifier', verifier],
  ] as const) {
    const most = Math.max(...left.map(score))
    const best = left.filter((at) => score(at) === most)
    if (best.length < left.length) decidedBy = part
    left = best
  }
  const isKept = new Set(kept)
  return {
    chosen: left,
    ranking: all.toSorted(
      (a, b) =>
        Number(isKept.has(b)) - Number(isKept.has(a)) ||
        descending(regression(a), regression(b)) ||
        descending(tests(a), tests(b)) ||
        descending(verifier(a), verifier(b)) ||
        a - b,
    ),
    decidedBy,
    missing: parts
      .filter(([, field]) => candidates.every((one) => one[field] === null))
      .map(([part]) => part),
  }
}

const parts = [
  ['existing tests', 'regression'],
  ['generated tests', 'tests'],
  ['verifier', 'verifier'],
] as const satisfies readonly (readonly [HybridPart, keyof HybridCandidate])[]

/** Two that are equal are, also where neither has a number. */
function descending(a: number, b: number): number {
  return a === b ? 0 : b - a
}
