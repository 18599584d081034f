import { faultsOf } from '../observe/faults.ts'
import type { Selector } from '../selector.ts'
import { makeSelection } from './make-selection.ts'

/**
 * The first that broke nothing anyone saw, in the order they were made; where each breaks something, the one that
 * breaks least. It is what aider's harness does with its tries.
 */
export const plausibleFirst: Selector = {
  name: 'plausible-first',
  select: (_problem, observations) => {
    const broken = observations.matrix.patches.map((_, at) => faultsOf(observations, at))
    const ranking = [...broken.keys()].sort((a, b) => (broken[a] ?? 0) - (broken[b] ?? 0) || a - b)
    const least = broken[ranking[0] ?? -1] ?? 0
    return Promise.resolve(
      makeSelection({
        selector: 'plausible-first',
        ranking,
        decidedBy: 'regression',
        reason:
          least === 0
            ? 'the first that breaks no test'
            : `every patch breaks tests; this one the fewest, ${least}`,
      }),
    )
  },
}
