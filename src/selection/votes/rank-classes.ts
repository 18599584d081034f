import type { Observations } from '../observe/observe-pool.ts'
import { faultsOf } from '../observe/faults.ts'
import { attemptsOf, voteByClass, type ClassVotes } from './class-votes.ts'
import { posteriorOf } from './posterior.ts'

export interface RankedClass {
  /** Index into the observed classes. */
  readonly at: number
  /** The patch that stands for it: index into the observed patches. */
  readonly patch: number
  /** Belief that it is the right one of these, if one is; the classes of a pool add up to 1. */
  readonly posterior: number
  /** What the belief is made of, in log-odds. */
  readonly parts: ClassParts
  /** Existing tests that it breaks. */
  readonly broken: number
}

export interface ClassParts {
  readonly votes: number
  readonly agreement: number
  readonly regression: number
  /** From signs that need no test; 0 where none were taken, and where a verifier weighs them. */
  readonly signs: number
  /** From a trained verifier; 0 where there is none. */
  readonly verifier: number
}

export interface ClassRanking {
  /** Best first. */
  readonly classes: readonly RankedClass[]
  readonly votes: ClassVotes
}

export interface RankOptions {
  /** Log-odds by patch that signs give in place of those observed. */
  readonly signs?: readonly number[]
}

/** Log-odds of one whole vote of a test that is fully relied on. */
const voteOdds = 2.5
/** Log-odds of a further attempt that arrived at the same. */
const attemptOdds = 0.7
const brokenOdds = 3
/** From the mean, what signs or a verifier may add or take: between two classes less than one test of the issue decides. */
const mostTold = 1.2
/** Of fixing as many existing tests as any other does. */
const fixedOdds = 3

/**
 * Classes by belief. Existing tests are a gate: a class that breaks some stands below every one that breaks none,
 * whatever its votes, since what was right before is known and what a generated test says is not.
 */
export function rankClasses(
  observations: Observations,
  { signs = observations.verifier ?? observations.signs }: RankOptions = {},
): ClassRanking {
  const votes = voteByClass(observations)
  const fixedBy = (at: number): number => fixedTests(observations, at)
  const mostFixed = Math.max(...observations.classes.map((_, at) => fixedBy(at)), 0)
  const told = tellApart(
    observations.classes.map(({ patches }) => most(patches.map((patch) => signs[patch] ?? 0))),
  )
  const rows = observations.classes.map(({ patches }, at) => {
    const broken = Math.min(...patches.map((patch) => faultsOf(observations, patch)))
    const makers = Math.max(attemptsOf(observations, at).size, patches.length)
    const parts: ClassParts = {
      votes: voteOdds * (2 * (votes.votes[at] ?? 0) - votes.most),
      agreement: attemptOdds * Math.log2(makers),
      regression:
        (mostFixed === 0 ? 0 : (fixedOdds * fixedBy(at)) / mostFixed) - (broken > 0 ? brokenOdds : 0),
      signs: observations.verifier === null ? (told[at] ?? 0) : 0,
      verifier: observations.verifier === null ? 0 : (told[at] ?? 0),
    }
    return { at, patch: standIn(observations, { patches, signs }), parts, broken }
  })
  const belief = posteriorOf(rows.map(({ parts }) => sum(parts)))
  const ranked = rows.map((row, index) => ({ ...row, posterior: belief[index] ?? 0 }))
  const gate = ({ broken }: RankedClass): number => (broken > 0 ? 1 : 0)
  return {
    classes: ranked.sort((a, b) => gate(a) - gate(b) || b.posterior - a.posterior || a.at - b.at),
    votes,
  }
}

/** Existing tests that failed before and pass with a class, by what was run here or seen by its makers. */
function fixedTests({ entries, matrix, regression, classes }: Observations, at: number): number {
  const counts = (classes[at]?.patches ?? []).flatMap((patch) => {
    const run = regression?.runs[patch]
    if (run) return run.comparison.fixed.length
    return (matrix.patches[patch]?.entries ?? []).map(
      (entry) => entries[entry]?.evidence?.tests?.fixed.length ?? 0,
    )
  })
  return Math.max(0, ...counts)
}

function sum({ votes, agreement, regression, signs, verifier }: ClassParts): number {
  return votes + agreement + regression + signs + verifier
}

/** Log-odds around their mean, in their order but never further from it than may be told. */
function tellApart(odds: readonly number[]): readonly number[] {
  const mean = odds.reduce((sum, one) => sum + one, 0) / Math.max(1, odds.length)
  return odds.map((one) => mostTold * Math.tanh((one - mean) / mostTold))
}

function most(values: readonly number[]): number {
  return Math.max(...values)
}

/** Of patches that do the same, the one with the best signs, then the shortest. */
function standIn(
  { matrix }: Observations,
  { patches, signs }: { readonly patches: readonly number[]; readonly signs: readonly number[] },
): number {
  const length = (patch: number): number => matrix.patches[patch]?.patch.length ?? 0
  const [best = 0] = [...patches].sort(
    (a, b) => (signs[b] ?? 0) - (signs[a] ?? 0) || length(a) - length(b) || a - b,
  )
  return best
}
