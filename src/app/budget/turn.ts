import { expectedRest } from './next-attempt.ts'

export interface TurnFacts {
  /** The most that the next call may cost. */
  readonly usd: number
  /** What attempts may still spend; null for no cap. */
  readonly leftUsd: number | null
  /** What each attempt under way that was begun earlier has spent. */
  readonly olderUsd: readonly number[]
  /** Mean cost of the attempts that ended; null while there is none. */
  readonly meanUsd: number | null
}

/**
 * Whether an attempt may go on now: what is left has to do for the older ones first, since an attempt that runs out of
 * money in its middle has no patch. Before any has ended, each is expected to spend as much again as it has.
 */
export function isItsTurn({ usd, leftUsd, olderUsd, meanUsd }: TurnFacts): boolean {
  if (leftUsd === null || olderUsd.length === 0 || usd === 0) return true
  const rest =
    meanUsd === null ? olderUsd.reduce((sum, spent) => sum + spent, 0) : expectedRest(meanUsd, olderUsd)
  return usd + rest <= leftUsd
}
