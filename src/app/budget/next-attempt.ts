/** Attempts that are begun before anything is known of any. */
export const firstWave = 2
/** A further attempt is worth its cost while it makes a right result likelier by this. */
export const leastGain = 0.02

/** What is known of the attempts of a run, and what a further one may cost. */
export interface AttemptsSoFar {
  readonly wanted: number
  /** Attempts that may run at once. */
  readonly atOnce: number
  /** Attempts that ended. */
  readonly ended: number
  /** What each of them cost that did not run out of money, in US dollars; 0 where prices are unknown. */
  readonly endedUsd: readonly number[]
  /** What each attempt under way has spent. */
  readonly runningUsd: readonly number[]
  /** What attempts may still spend; null for no cap. */
  readonly leftUsd: number | null
  /** What a call may have to set aside beyond what it comes to: the last one needs it, too. */
  readonly asideUsd: number
  readonly timeLeft: boolean
  /** Whether one of the ended ones is all that was wanted. */
  readonly plausible: boolean
  /** Of the ended ones; null while there are no two patches to compare. */
  readonly standing: Standing | null
  /** Belief in the best patch at which no more are made; 1 for none. */
  readonly enough: number
}

export interface Standing {
  /** That the best class of patches is right, if one is; 0 for one that does not hold. */
  readonly belief: number
  /** Ended attempts whose patch is in that class or holds. */
  readonly promising: number
}

export type StopReason = 'all' | 'plausible' | 'enough' | 'gain' | 'money' | 'time'

export type NextStep =
  | { readonly kind: 'begin' }
  | { readonly kind: 'wait' }
  | { readonly kind: 'stop'; readonly why: StopReason }

/**
 * Whether to begin a further attempt, wait for what those under way come to, or make no more. Two come first; then as
 * many run side by side as are worth it even if those before them fail, and as are expected to fit.
 */
export function nextAttempt(so: AttemptsSoFar): NextStep {
  const { standing, ended } = so
  const running = so.runningUsd.length
  if (ended >= so.wanted) return stop('all')
  if (so.plausible) return stop('plausible')
  if (standing !== null && so.enough < 1 && standing.belief >= so.enough) return stop('enough')
  if (standing !== null && gainOf(standing, ended) < leastGain) return stop('gain')
  if (ended + running >= so.wanted) return wait
  if (!so.timeLeft) return running > 0 ? wait : stop('time')
  const most = standing === null ? firstWave : worthAtOnce(standing, ended)
  if (running >= Math.min(so.atOnce, most)) return wait
  if (expectedToFit(so)) return { kind: 'begin' }
  return running > 0 ? wait : stop('money')
}

/**
 * How much likelier a right result becomes by one more attempt. The belief in a class holds if one of them is right;
 * that one is, is taken to be as likely as that not all promising attempts fail.
 */
export function gainOf(standing: Standing, ended: number): number {
  const chance = chanceOf(standing, ended)
  const oneIsRight = 1 - (1 - chance) ** standing.promising
  return (1 - standing.belief * oneIsRight) * chance
}

/** That an attempt comes to a right patch, as far as those that ended tell: rule of succession. */
export function chanceOf({ promising }: Pick<Standing, 'promising'>, ended: number): number {
  return (promising + 1) / (ended + 2)
}

/** Mean cost of attempts that ended; null while there is none. */
export function meanCost(endedUsd: readonly number[]): number | null {
  return endedUsd.length === 0 ? null : endedUsd.reduce((sum, usd) => sum + usd, 0) / endedUsd.length
}

/** What attempts under way are still expected to cost. */
export function expectedRest(meanUsd: number, runningUsd: readonly number[]): number {
  return runningUsd.reduce((sum, spent) => sum + Math.max(0, meanUsd - spent), 0)
}

const wait: NextStep = { kind: 'wait' }

function stop(why: StopReason): NextStep {
  return { kind: 'stop', why }
}

/** The last of so many is worth it only where all before it fail. */
function worthAtOnce(standing: Standing, ended: number): number {
  const chance = chanceOf(standing, ended)
  return 1 + Math.floor(Math.log(leastGain / gainOf(standing, ended)) / Math.log(1 - chance))
}

function expectedToFit({ ended, endedUsd, runningUsd, leftUsd, asideUsd }: AttemptsSoFar): boolean {
  if (leftUsd === null) return true
  const mean = meanCost(endedUsd)
  if (mean === null) return ended === 0 && leftUsd > 0
  return mean === 0 || mean + expectedRest(mean, runningUsd) + asideUsd <= leftUsd
}
