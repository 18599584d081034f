import type { Observations } from '../observe/observe-pool.ts'
import type { Selector } from '../selector.ts'
import { rankByVotes } from '../votes/plain-votes.ts'
import { makeSelection } from './make-selection.ts'

/** Number of generated tests that end with 0 on each patch, all of them counted alike: the paper's votes. */
export function countVotes({ matrix }: Pick<Observations, 'matrix'>): readonly number[] {
  return matrix.cells.map((row) => row.filter(({ runs }) => runs[0]?.verdict === 'fixed').length)
}

/** Plain voting, as CodeMonkeys does it before its selector: every test counts, whatever it says of the base. */
export const testVoting: Selector = {
  name: 'test-voting',
  select: (_problem, observations) => {
    const votes = countVotes(observations)
    const { patches, tests } = observations.matrix
    const ranking = rankByVotes(patches.map(({ patch }, at) => ({ patch, votes: votes[at] ?? 0 })))
    const most = votes[ranking[0] ?? -1] ?? 0
    return Promise.resolve(
      makeSelection({
        selector: 'test-voting',
        ranking,
        decidedBy: tests.length === 0 ? 'length' : 'votes',
        reason: `${most} of ${tests.length} tests pass on it`,
      }),
    )
  },
}
