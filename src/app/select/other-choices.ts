import { forgetfulJournal, type Problem, type SelectionReport } from '../../domain/index.ts'
import { selectors } from '../../selection/index.ts'
import type { SeenPool } from './look-at-pool.ts'

/** Selectors that run nothing and ask nobody: what they say of a pool that was looked at costs nothing. */
const freeSelectors = ['weighted-voting', 'test-voting', 'plausible-first'] as const

/** What other selectors make of a pool, to be set against the choice that was made. */
export async function otherChoices(
  problem: Problem,
  { observations, executor }: SeenPool,
): Promise<SelectionReport['others']> {
  const tools = { model: null, executor, journal: forgetfulJournal, seed: 0 }
  const chosen = freeSelectors.map(async (selector) => {
    const { ranking } = await selectors[selector].select(problem, observations, { tools })
    return { selector, ranking: [...ranking] }
  })
  return Promise.all(chosen)
}
