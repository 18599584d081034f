import type { Observations } from '../observe/observe-pool.ts'
import type { Selector } from '../selector.ts'
import { toCandidateRows } from '../verify/verifier-odds.ts'
import { chooseByHybrid, type HybridCandidate, type HybridChoice } from '../votes/hybrid-rule.ts'
import { makeSelection } from './make-selection.ts'
import { countVotes } from './test-voting.ts'

/** R2E-Gym's rule: a shortlist by the verifier, then existing tests, generated tests, and the verifier again. */
export const hybrid: Selector = {
  name: 'hybrid',
  select: (_problem, observations) => {
    const choice = chooseByHybrid(hybridCandidates(observations))
    return Promise.resolve(
      makeSelection({
        selector: 'hybrid',
        ranking: choice.ranking,
        decidedBy: decidedBy(choice),
        reason: reasonOf(choice),
      }),
    )
  },
}

function hybridCandidates(observations: Observations): readonly HybridCandidate[] {
  const { matrix, verifier } = observations
  const rows = toCandidateRows(observations, [])
  const votes = countVotes(observations)
  return matrix.patches.map((_, at) => ({
    // Log-odds order as the chance does, and keep apart what is next to 0 or 1.
    verifier: verifier?.[at] ?? null,
    regression: rows[at]?.tests?.stillPassing ?? null,
    tests: matrix.tests.length === 0 ? null : (votes[at] ?? 0) / matrix.tests.length,
  }))
}

function decidedBy({ chosen, decidedBy: part }: HybridChoice): string {
  if (chosen.length > 1 || part === null) return 'order'
  return { 'existing tests': 'regression', 'generated tests': 'votes', verifier: 'verifier' }[part]
}

function reasonOf({ chosen, decidedBy: part, missing }: HybridChoice): string {
  const why =
    chosen.length > 1
      ? `the first of ${chosen.length} that nothing sets apart`
      : part === null
        ? 'there is no other'
        : {
            verifier: 'the verifier holds it to be right more often than others that tests do not tell apart',
            'existing tests': 'more existing tests pass on it than on others that the verifier left in',
            'generated tests': 'more generated tests pass on it than on others with as many existing ones',
          }[part]
  return missing.length === 0
    ? why
    : `${why}; left out, since nothing is known of them: ${missing.join(', ')}`
}
