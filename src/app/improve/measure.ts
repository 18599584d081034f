import { bootstrapInterval, groupBy, mean, type Interval } from '../../std/index.ts'
import { predictionOf, verdictOf, type Pool } from '../rollout/pool-lines.ts'

/** What a round's policy does on instances that nothing was learned from. */
export interface RoundScore {
  readonly instances: number
  /** Share of instances whose chosen patch resolves. */
  readonly chosen: ScoredShare
  /** Share of attempts whose best patch resolves. */
  readonly attempts: ScoredShare
  /** Share of instances that some patch resolves. */
  readonly coverage: ScoredShare
  /** Share of attempts whose best patch resolves, of those found within so many changes. */
  readonly within: readonly (ScoredShare & { readonly trials: number })[]
}

export interface ScoredShare {
  readonly value: number
  /** 95 %, over instances. */
  readonly interval: Interval
  /** By instance, in the order of their ids: for differences between rounds. */
  readonly byInstance: readonly number[]
}

const drawn = { seed: 1, draws: 2_000 }

export function measureRound(pools: readonly Pool[], withinTrials: readonly number[]): RoundScore {
  const sorted = pools.toSorted((a, b) => a.instanceId.localeCompare(b.instanceId))
  const share = (of: (pool: Pool) => number): ScoredShare => {
    const byInstance = sorted.map(of)
    return { value: mean(byInstance), interval: bootstrapInterval(byInstance, mean, drawn), byInstance }
  }
  return {
    instances: sorted.length,
    chosen: share((pool) => {
      const patch = predictionOf(pool.result)
      return patch !== null && verdictOf(pool.verdicts, patch) === true ? 1 : 0
    }),
    attempts: share((pool) => resolvedShare(pool, Infinity)),
    coverage: share(({ verdicts }) => ([...(verdicts?.resolved.values() ?? [])].includes(true) ? 1 : 0)),
    within: withinTrials.map((trials) => ({ trials, ...share((pool) => resolvedShare(pool, trials)) })),
  }
}

/** Of the attempts that count: the first patch that was found in time is the one that the attempt would have handed in. */
function resolvedShare({ attempts, verdicts }: Pool, trials: number): number {
  const counted = attempts.filter(({ row }) => row.patch !== null)
  if (counted.length === 0) return 0
  const right = counted.filter(({ candidates }) => {
    const best = candidates.find(({ found }) => (found?.trials ?? 0) <= trials)
    return best !== undefined && verdictOf(verdicts, best.patch) === true
  })
  return right.length / counted.length
}

/** How much more a later round resolves than an earlier one, on the same instances. */
export function difference(
  later: ScoredShare,
  earlier: ScoredShare,
): Pick<ScoredShare, 'value' | 'interval'> {
  const pairs = later.byInstance.map((value, at) => ({ lead: value - (earlier.byInstance[at] ?? 0) }))
  const lead = (sample: readonly { readonly lead: number }[]): number => mean(sample.map((one) => one.lead))
  return { value: lead(pairs), interval: bootstrapInterval(pairs, lead, drawn) }
}

/** Instances by repository, for whoever wants to see that none was trained on. */
export function repositoriesOf(pools: readonly Pool[]): readonly string[] {
  return [...groupBy(pools, ({ repo }) => repo).keys()].toSorted()
}
