import { deriveSeed, passAtK, type BootstrapOptions } from '../std/index.ts'
import { estimateMean, type Estimate } from './estimate.ts'
import { shareResolved } from './most-voted.ts'
import { rankedAtK } from './ranked-at-k.ts'
import { selectorNames, type SelectionInstance } from './selection-scores.ts'
import { subsetsOf } from './subsets.ts'

export interface BestAtKOptions extends BootstrapOptions {
  /** How many subsets of an instance's candidates a value is the mean of, where there are more. */
  readonly subsets: number
}

/** Expected score when only so many of the candidates, drawn at random, are offered. */
export interface BestAtKCurve {
  readonly name: string
  /** For 1, 2, … candidates. */
  readonly points: readonly Estimate[]
}

export interface BestAtK {
  readonly instances: number
  readonly random: BestAtKCurve
  /** pass@k. */
  readonly oracle: BestAtKCurve
  /** Of the selectors that can tell, for every instance, what they would choose of some candidates. */
  readonly selectors: readonly BestAtKCurve[]
}

/**
 * Score over the number of candidates, up to the most that an instance has. An instance with fewer is offered all.
 * Exact for a selector that takes the highest score, and where an instance's subsets are few; else over subsets drawn
 * by seed.
 */
export function bestAtK(instances: readonly SelectionInstance[], options: BestAtKOptions): BestAtK {
  const most = instances.reduce((largest, { resolved }) => Math.max(largest, resolved.length), 0)
  const curve = (name: string, score: (instance: SelectionInstance, k: number) => number): BestAtKCurve => ({
    name,
    points: Array.from({ length: most }, (_, index) => {
      const scores = instances.map((instance) =>
        score(instance, Math.min(index + 1, instance.resolved.length)),
      )
      return estimateMean(scores, options)
    }),
  })
  const places = new Map(instances.map((instance, place) => [instance, place]))
  return {
    instances: instances.length,
    random: curve('random', ({ resolved }) => shareResolved([...resolved.keys()], resolved)),
    oracle: curve('oracle', ({ resolved }, k) =>
      passAtK(resolved.length, resolved.filter(Boolean).length, k),
    ),
    selectors: selectorNames(instances)
      .filter((name) => instances.every(({ choices }) => choices.get(name)?.choose))
      .map((name) =>
        curve(name, (instance, k) => {
          const seed = deriveSeed(deriveSeed(options.seed, places.get(instance) ?? 0), k)
          return expectedScore(instance, name, { k, seed, atMost: options.subsets })
        }),
      ),
  }
}

function expectedScore(
  { resolved, choices }: SelectionInstance,
  name: string,
  { k, ...options }: { readonly k: number; readonly seed: number; readonly atMost: number },
): number {
  const choice = choices.get(name)
  if (choice?.scores) return rankedAtK(choice.scores, resolved, k)
  const subsets = subsetsOf(resolved.length, k, options)
  let score = 0
  for (const subset of subsets) score += shareResolved(choice?.choose?.(subset) ?? [], resolved)
  return score / subsets.length
}
