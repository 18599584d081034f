import { bootstrapInterval, CapuchinError, mean, type BootstrapOptions } from '../std/index.ts'
import { estimateMean, type Estimate } from './estimate.ts'
import { shareResolved } from './most-voted.ts'

/** What a selector said of one instance. */
export interface SelectorChoice {
  /** Places of candidates; several where it holds them for equally good, none where it abstained. */
  readonly chosen: readonly number[]
  /** What it would have chosen of some of the candidates, where that can be told. */
  readonly choose?: ((offered: readonly number[]) => readonly number[]) | undefined
  /** Where that is the candidate with the highest of these numbers; null for one that it would never choose. */
  readonly scores?: readonly (number | null)[] | undefined
  /** How likely it held its one choice to be resolved. */
  readonly confidence?: number | undefined
}

export interface SelectionInstance {
  readonly instanceId: string
  /** By candidate; a sample that gave no patch is one that is not resolved. */
  readonly resolved: readonly boolean[]
  /** By the selector's name. */
  readonly choices: ReadonlyMap<string, SelectorChoice>
}

export interface SelectorScore {
  readonly name: string
  /** Share of all instances whose chosen candidate is resolved; a tie counts as its mean, abstaining as wrong. */
  readonly score: Estimate
  /** Share of the way from random to oracle, 0 to 1; NaN where both are equal. */
  readonly gapClosed: Estimate
  readonly abstained: number
  /** Instances on which it held several candidates for equally good. */
  readonly tied: number
}

/** The first selector's score less the second's, on the same instances. */
export interface SelectorDifference {
  readonly first: string
  readonly second: string
  readonly difference: Estimate
}

export interface SelectionScores {
  readonly instances: number
  /** A candidate taken blindly. */
  readonly random: Estimate
  /** A resolved candidate taken wherever there is one. */
  readonly oracle: Estimate
  readonly selectors: readonly SelectorScore[]
  /** Every pair of selectors. */
  readonly differences: readonly SelectorDifference[]
}

/**
 * How well selectors choose, beside blind choice and the best possible, with intervals over instances.
 *
 * @throws CapuchinError `analysis/missing-choice` where a selector says nothing of an instance
 */
export function selectionScores(
  instances: readonly SelectionInstance[],
  options: BootstrapOptions,
): SelectionScores {
  const names = selectorNames(instances)
  const rows = instances.map(({ resolved, choices }) => ({
    random: shareResolved([...resolved.keys()], resolved),
    oracle: Number(resolved.includes(true)),
    scores: names.map((name) => shareResolved(choices.get(name)?.chosen ?? [], resolved)),
  }))
  const of = (pick: (row: ScoreRow) => number): Estimate => estimateMean(rows.map(pick), options)
  return {
    instances: instances.length,
    random: of(({ random }) => random),
    oracle: of(({ oracle }) => oracle),
    selectors: names.map((name, place) => {
      const chosen = instances.map(({ choices }) => choices.get(name)?.chosen.length ?? 0)
      return {
        name,
        score: of(({ scores }) => scores[place] ?? 0),
        gapClosed: gapClosed(rows, place, options),
        abstained: chosen.filter((count) => count === 0).length,
        tied: chosen.filter((count) => count > 1).length,
      }
    }),
    differences: names.flatMap((first, a) =>
      names.slice(a + 1).map((second, after) => ({
        first,
        second,
        difference: of(({ scores }) => (scores[a] ?? 0) - (scores[a + 1 + after] ?? 0)),
      })),
    ),
  }
}

/** All of them, each of which must say something of every instance. */
export function selectorNames(instances: readonly SelectionInstance[]): readonly string[] {
  const names = [...new Set(instances.flatMap(({ choices }) => [...choices.keys()]))]
  for (const { instanceId, choices } of instances)
    for (const name of names)
      if (!choices.has(name))
        throw new CapuchinError(
          'analysis/missing-choice',
          `selector ${name} says nothing of instance ${instanceId}, but of others`,
          { hint: 'give every selector a choice for every instance; one that abstains chooses []' },
        )
  return names
}

/** One instance: scores by selector, in the order of the names. */
interface ScoreRow {
  readonly random: number
  readonly oracle: number
  readonly scores: readonly number[]
}

/** As a quotient of means, on the sample as a whole and on every draw. */
function gapClosed(rows: readonly ScoreRow[], place: number, options: BootstrapOptions): Estimate {
  const share = (sample: readonly ScoreRow[]): number => {
    const random = mean(sample.map((row) => row.random))
    const gap = mean(sample.map((row) => row.oracle)) - random
    return gap === 0 ? Number.NaN : (mean(sample.map((row) => row.scores[place] ?? 0)) - random) / gap
  }
  return { value: share(rows), interval: bootstrapInterval(rows, share, options) }
}
