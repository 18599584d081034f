import { deriveSeed, mean, passAtK, type BootstrapOptions } from '../std/index.ts'
import { addUsd } from './attempt-prefix.ts'
import { cutInstance, type CutInstance, type StoredInstance } from './cut-instance.ts'
import { estimateMean, type Estimate } from './estimate.ts'
import { countVotes, mostVoted, shareResolved } from './most-voted.ts'
import { subsetsOf } from './subsets.ts'

export interface GridOptions extends BootstrapOptions {
  /** How many subsets of samples a voting score is the mean of, where there are more. */
  readonly subsets: number
  /** Whether hidden tests said anything of any patch; where not, no score is known. */
  readonly graded: boolean
}

/** What `samples` attempts of at most `iterations` completions each come to. */
export interface GridCell {
  readonly samples: number
  readonly iterations: number
  /** Of the editing calls of all instances together; null when one is unknown. */
  readonly editingUsd: number | null
  /** With what the attempts' tests and what was paid once cost. */
  readonly totalUsd: number | null
  /** Tests of the samples that pass on the patch on which most do, in the mean over instances and draws. */
  readonly votes: number
  /** Share of instances with a resolved patch, which is what an oracle would score: pass@samples. Null where nothing is graded. */
  readonly coverage: Estimate | null
  /** Score of the patch on which most tests pass, a tie as its mean. Null where nothing is graded. */
  readonly voting: Estimate | null
  /** Score of a sample taken blindly. Null where nothing is graded. */
  readonly random: Estimate | null
}

export interface ScalingGrid {
  readonly instances: number
  readonly samples: number
  readonly iterations: number
  /** Attempts that instances have fewer than the largest number; they count as unresolved and cost nothing. */
  readonly missingAttempts: number
  /** By samples, then by iterations. */
  readonly cells: readonly GridCell[]
}

/**
 * What fewer and shorter attempts would have come to, told from one stored run: an attempt is cut after so many
 * completions, and of the attempts so many are drawn, coverage in expectation over all draws, voting over subsets.
 * Source: arXiv 2501.14723, figure 5, whose cost is `editingUsd`.
 */
export function scalingGrid(instances: readonly StoredInstance[], options: GridOptions): ScalingGrid {
  const samples = largest(instances.map(({ attempts }) => attempts.length))
  const lengths = instances.flatMap(({ attempts }) => attempts.map(({ completions }) => completions.length))
  const iterations = largest(lengths)
  const columns = Array.from({ length: iterations }, (_, index) =>
    instances.map((instance, place) =>
      cutInstance(instance, { samples, iterations: index + 1, seed: deriveSeed(options.seed, place) }),
    ),
  )
  const perColumn = columns.map((cuts, index) =>
    columnCells(cuts, { ...options, samples, iterations: index + 1 }),
  )
  return {
    instances: instances.length,
    samples,
    iterations,
    missingAttempts: instances.length * samples - lengths.length,
    cells: Array.from({ length: samples }, (_, row) => perColumn.flatMap((cells) => cells[row] ?? [])).flat(),
  }
}

function largest(counts: readonly number[]): number {
  return counts.reduce((most, count) => Math.max(most, count), 0)
}

function columnCells(
  cuts: readonly CutInstance[],
  {
    samples,
    iterations,
    ...options
  }: GridOptions & { readonly samples: number; readonly iterations: number },
): readonly GridCell[] {
  const estimate = (scores: readonly number[]): Estimate | null =>
    options.graded ? estimateMean(scores, options) : null
  const coverageOf = (drawn: number): Estimate | null =>
    estimate(cuts.map(({ resolved }) => passAtK(samples, resolved.filter(Boolean).length, drawn)))
  const random = coverageOf(1)
  const sum = (costs: readonly (number | null)[]): number | null => costs.reduce(addUsd, 0)
  return Array.from({ length: samples }, (_, index) => {
    const drawn = index + 1
    const times = (usd: number | null): number | null => (usd === null ? null : usd * drawn)
    const editingUsd = sum(cuts.map((cut) => times(cut.editingUsd)))
    const otherUsd = sum(cuts.map((cut) => addUsd(times(cut.testingUsd), cut.sharedUsd)))
    const voted = cuts.map((cut) => vote(cut, { samples, drawn, atMost: options.subsets }))
    return {
      samples: drawn,
      iterations,
      editingUsd,
      totalUsd: addUsd(editingUsd, otherUsd),
      votes: mean(voted.map(({ votes }) => votes)),
      coverage: coverageOf(drawn),
      voting: estimate(voted.map(({ score }) => score)),
      random,
    }
  })
}

/** Means over subsets of the samples; an instance sees the same subsets at every length. */
function vote(
  { resolved, hasPatch, passes, seed }: CutInstance,
  { samples, drawn, atMost }: { readonly samples: number; readonly drawn: number; readonly atMost: number },
): { readonly score: number; readonly votes: number } {
  const subsets = subsetsOf(samples, drawn, { seed: deriveSeed(seed, drawn), atMost })
  let [score, votes] = [0, 0]
  for (const subset of subsets) {
    const chosen = mostVoted(subset, passes, hasPatch)
    const [first] = chosen
    score += shareResolved(chosen, resolved)
    votes += first === undefined ? 0 : countVotes(first, subset, passes)
  }
  return { score: score / subsets.length, votes: votes / subsets.length }
}
