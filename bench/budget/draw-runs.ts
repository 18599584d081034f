import { createRandom, deriveSeed, type Random } from '../../src/std/index.ts'
import type { SeenIssue, SeenPatch } from '../select/load-issues.ts'

/** An attempt that was never made: a labelled patch, and what a real attempt at some issue cost. */
export interface DrawnAttempt {
  readonly patch: SeenPatch
  readonly usd: number
}

export interface DrawnRun {
  readonly issue: SeenIssue
  readonly attempts: readonly DrawnAttempt[]
}

export interface DrawRunsOptions {
  readonly attempts: number
  readonly draws: number
  readonly seed: number
  /** Recorded costs of real attempts, in US dollars. */
  readonly costs: readonly number[]
}

/** Weight of the prior rate, in patches. */
const priorWeight = 3
const priorRate = 1 / 3

/** Runs by issue; an issue whose patches are all right or all wrong decides nothing and is left out. */
export function drawRuns(
  issues: readonly SeenIssue[],
  options: DrawRunsOptions,
): ReadonlyMap<string, readonly DrawnRun[]> {
  const usable = issues.filter(
    ({ patches }) => patches.some(({ resolved }) => resolved) && patches.some(({ resolved }) => !resolved),
  )
  return new Map(
    usable.map((issue, number) => {
      const random = createRandom(deriveSeed(options.seed, number))
      return [issue.instanceId, Array.from({ length: options.draws }, () => drawRun(issue, options, random))]
    }),
  )
}

function drawRun(issue: SeenIssue, { attempts, costs }: DrawRunsOptions, random: Random): DrawnRun {
  const rate = rateOf(issue)
  const right = issue.patches.filter(({ resolved }) => resolved)
  const wrong = issue.patches.filter(({ resolved }) => !resolved)
  return {
    issue,
    attempts: Array.from({ length: attempts }, () => {
      const from = random.next() < rate ? right : wrong
      return { patch: oneOf(from, random), usd: oneOf(costs, random) }
    }),
  }
}

/** Chance that an attempt is right: the share of right ones among patches that somebody made as a fix, pulled to the prior. */
export function rateOf({ patches }: SeenIssue): number {
  const made = patches.filter(({ origin }) => origin !== 'mutant')
  const right = made.filter(({ resolved }) => resolved).length
  return (right + priorWeight * priorRate) / (made.length + priorWeight)
}

function oneOf<T>(from: readonly T[], random: Random): T {
  const one = from[random.below(from.length)]
  if (one === undefined) throw new Error('there is nothing to draw from')
  return one
}
