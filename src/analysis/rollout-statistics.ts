import { groupBy, mean } from '../std/index.ts'
import { addUsd } from './attempt-prefix.ts'
import { halfSampleDeviation } from './half-sample.ts'

/** One attempt, as far as statistics need it. */
export interface RolledAttempt {
  readonly instanceId: string
  readonly repo: string
  /** `submitted`, `no-patch`, `limit: stuck`, ...; `infra` and `cancelled` are masked: they say nothing of who attempts. */
  readonly exit: string
  readonly hasPatch: boolean
  /** Null while nobody asked hidden tests. */
  readonly resolved: boolean | null
  readonly turns: number
  /** Null where a price is not known. */
  readonly costUsd: number | null
}

export interface RolloutGroup {
  readonly name: string
  /** Attempts that count. */
  readonly attempts: number
  readonly masked: number
  readonly instances: number
  /** Shares of attempts, 0 to 1; null where hidden tests were not asked, or nothing counts. */
  readonly resolved: number | null
  readonly empty: number
  /** Ended as stuck in a loop, whatever they left. */
  readonly stuck: number
  /** The same, those alone that left a patch: how SWE-Gym's scripts count. */
  readonly stuckWithPatch: number
  /** Replies of a model, a mean over attempts that count. */
  readonly turns: number
  readonly costUsd: number | null
}

export interface RolloutStatistics {
  readonly all: RolloutGroup
  readonly byRepo: readonly RolloutGroup[]
  /** By exit reason, the commonest first; masked ones too. */
  readonly byExit: readonly (RolloutGroup & { readonly count: number })[]
  /** Standard deviation of the share of resolved attempts over random halves, as SWE-Gym's plus-minus; over all, and over those with a patch. */
  readonly spread: { readonly all: number; readonly withPatch: number } | null
}

/** What attempts came to, with SWE-Gym's definitions (arXiv 2412.21139 and its scripts). */
export function rolloutStatistics(
  attempts: readonly RolledAttempt[],
  { seed }: { readonly seed: number },
): RolloutStatistics {
  const counted = attempts.filter(({ exit }) => !isMasked(exit))
  const graded = counted.filter(({ resolved }) => resolved !== null)
  const marks = (of: readonly RolledAttempt[]): readonly number[] =>
    of.map(({ resolved }) => (resolved ? 1 : 0))
  return {
    all: groupOf('all', attempts),
    byRepo: [...groupBy(attempts, ({ repo }) => repo)]
      .map(([name, own]) => groupOf(name, own))
      .toSorted((a, b) => b.attempts - a.attempts || a.name.localeCompare(b.name)),
    byExit: [...groupBy(attempts, ({ exit }) => exit)]
      .map(([name, own]) => ({ ...groupOf(name, own), count: own.length }))
      .toSorted((a, b) => b.count - a.count || a.name.localeCompare(b.name)),
    spread:
      graded.length < 2
        ? null
        : {
            all: halfSampleDeviation(marks(graded), { seed }),
            withPatch: halfSampleDeviation(marks(graded.filter(({ hasPatch }) => hasPatch)), { seed }),
          },
  }
}

function isMasked(exit: string): boolean {
  return exit === 'infra' || exit === 'cancelled' || exit === 'unknown'
}

function groupOf(name: string, all: readonly RolledAttempt[]): RolloutGroup {
  const counted = all.filter(({ exit }) => !isMasked(exit))
  const graded = counted.filter(({ resolved }) => resolved !== null)
  const share = (matches: (attempt: RolledAttempt) => boolean, of = counted): number =>
    of.length === 0 ? 0 : of.filter(matches).length / of.length
  return {
    name,
    attempts: counted.length,
    masked: all.length - counted.length,
    instances: new Set(all.map(({ instanceId }) => instanceId)).size,
    resolved: graded.length === 0 ? null : share(({ resolved }) => resolved === true, graded),
    empty: share(({ hasPatch }) => !hasPatch),
    stuck: share(({ exit }) => exit === 'limit: stuck'),
    stuckWithPatch: share(({ exit, hasPatch }) => exit === 'limit: stuck' && hasPatch),
    turns: counted.length === 0 ? 0 : mean(counted.map(({ turns }) => turns)),
    costUsd: all.reduce<number | null>((sum, { costUsd }) => addUsd(sum, costUsd), 0),
  }
}
