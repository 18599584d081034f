import { createRandom, shuffled } from '../../std/index.ts'

/** An attempt with a verdict, and who made it: the model that is trained, or another. */
export interface JudgedAttempt {
  readonly resolved: boolean
  readonly pool: 'on-policy' | 'off-policy'
}

export interface BalanceOptions {
  /** Unresolved attempts for each resolved one, rounded down. */
  readonly multiplier: number
  /** `together`: drawn from all; `by-pool`: as many from each pool as it has resolved ones, times the multiplier. */
  readonly negatives: 'together' | 'by-pool'
  readonly seed: number
}

/** Leaves all resolved attempts, and unresolved ones as drawn without replacement; fewer where there are fewer. */
export function balance(
  attempts: readonly JudgedAttempt[],
  { multiplier, negatives, seed }: BalanceOptions,
): readonly (string | null)[] {
  const pools = negatives === 'together' ? [null] : (['on-policy', 'off-policy'] as const)
  const kept = new Set<number>()
  for (const pool of pools) {
    const own = attempts.flatMap((attempt, at) =>
      pool === null || attempt.pool === pool ? [{ at, resolved: attempt.resolved }] : [],
    )
    const positives = own.filter(({ resolved }) => resolved)
    const drawn = shuffled(
      own.filter(({ resolved }) => !resolved),
      createRandom(seed),
    ).slice(0, Math.floor(positives.length * multiplier))
    for (const { at } of [...positives, ...drawn]) kept.add(at)
  }
  return attempts.map((_, at) => (kept.has(at) ? null : 'more-than-balanced'))
}
