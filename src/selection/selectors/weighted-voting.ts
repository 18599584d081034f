import type { Selection } from '../../domain/index.ts'
import type { Observations } from '../observe/observe-pool.ts'
import type { Selector } from '../selector.ts'
import { rankClasses, type ClassRanking, type RankedClass } from '../votes/rank-classes.ts'
import { makeSelection } from './make-selection.ts'

/** Votes of classes instead of patches, by tests weighed by how far they can be relied on, behind the gate of existing tests. */
export const weightedVoting: Selector = {
  name: 'weighted-voting',
  select: (_problem, observations) =>
    Promise.resolve(chooseByClasses('weighted-voting', observations, rankClasses(observations))),
}

/** The selection that a ranking of classes comes to: members of a class stand together. */
export function chooseByClasses(
  selector: string,
  observations: Observations,
  { classes, votes }: ClassRanking,
): Selection {
  const ranking = classes.flatMap(({ at, patch }) => [
    patch,
    ...(observations.classes[at]?.patches ?? []).filter((other) => other !== patch),
  ])
  const [first, second] = classes
  return makeSelection({
    selector,
    ranking,
    // One class leaves nothing to be sure about: whether it is right, no other tells.
    confidence: second === undefined ? null : (first?.posterior ?? null),
    ...(first ? why(first, second, votes.tests.length) : { decidedBy: 'nothing', reason: '' }),
  })
}

function why(
  first: RankedClass,
  second: RankedClass | undefined,
  tests: number,
): { readonly decidedBy: string; readonly reason: string } {
  const broken = first.broken > 0 ? ` although it has faults, as all others do` : ''
  if (second === undefined)
    return { decidedBy: 'one class', reason: `all patches that apply do the same${broken}` }
  if (second.broken > 0 && first.broken === 0)
    return { decidedBy: 'regression', reason: 'the only one that breaks no existing test' }
  const gaps = (['votes', 'regression', 'agreement', 'signs', 'verifier'] as const).map((part) => ({
    part,
    gap: first.parts[part] - second.parts[part],
  }))
  const [largest] = gaps.toSorted((a, b) => b.gap - a.gap)
  if (largest === undefined || largest.gap <= 0)
    return { decidedBy: 'order', reason: `nothing sets it apart from the next one${broken}` }
  const because = {
    votes: `more of the ${tests} tests that may vote pass on it`,
    regression: 'it mends more existing tests that failed before',
    agreement: 'more attempts arrived at it',
    signs: 'it looks more like a fix of this issue',
    verifier: 'the trained verifier holds it to be right more often',
  }[largest.part]
  return { decidedBy: largest.part, reason: `${because}${broken}` }
}
