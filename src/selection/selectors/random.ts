import { createRandom } from '../../std/index.ts'
import type { Selector } from '../selector.ts'
import { makeSelection } from './make-selection.ts'

/** Any patch that applies: what a selector has to be better than. */
export const randomChoice: Selector = {
  name: 'random',
  select: (_problem, { matrix }, { tools }) => {
    const random = createRandom(tools.seed)
    const left = [...matrix.patches.keys()]
    const ranking = matrix.patches.flatMap(() => left.splice(random.below(left.length), 1))
    return Promise.resolve(
      makeSelection({ selector: 'random', ranking, decidedBy: 'chance', reason: 'drawn at random' }),
    )
  },
}
