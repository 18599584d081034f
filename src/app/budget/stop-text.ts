import type { Config } from '../config.ts'
import { leastGain, meanCost, type AttemptsSoFar, type StopReason } from './next-attempt.ts'

/** Why no more attempts are made, for people; null where all were. */
export function stopText(
  why: StopReason,
  { ended, wanted, standing, endedUsd, leftUsd }: AttemptsSoFar,
  { enough, budgetUsd, maxMinutes }: Pick<Config, 'enough' | 'budgetUsd' | 'maxMinutes'>,
): string | null {
  const after = `after ${ended} of ${wanted} attempts`
  const belief = `the best patch is right with ${(100 * (standing?.belief ?? 0)).toFixed(0)} % if one of them is`
  switch (why) {
    case 'all':
      return null
    case 'plausible':
      return `${after} the last one is plausible (--until plausible)`
    case 'enough':
      return `${after} ${belief} (--enough ${enough})`
    case 'gain':
      return `${after} ${belief}, and one more would make a right one likelier by less than ${100 * leastGain} points`
    case 'money':
      return `${after} another is expected to cost ${dollars(meanCost(endedUsd) ?? 0)}, and ${dollars(leftUsd ?? 0)} is left for attempts (--budget-usd ${budgetUsd})`
    case 'time':
      return `${after} the time was up (--max-minutes ${maxMinutes})`
  }
}

function dollars(usd: number): string {
  return `$${Math.max(0, usd).toFixed(usd < 0.1 ? 4 : 2)}`
}
