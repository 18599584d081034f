import { z } from 'zod'
import type { SelectorChoice } from '../../analysis/index.ts'
import { chooseByHybrid, type HybridCandidate } from '../../selection/index.ts'
import { mean } from '../../std/index.ts'

const byCandidate = z.array(z.number().nullable())

/** What was seen of the candidates, a number each; null for one of which nothing is known. */
export const observedSchema = z.strictObject({
  /** Chance of being right by a verifier, or several scores that count as their mean. */
  verifier: z.array(z.union([z.number(), z.array(z.number()), z.null()])).optional(),
  /** Existing tests that pass. */
  regression: byCandidate.optional(),
  /** Mean score of the generated tests. */
  tests: byCandidate.optional(),
})
type Observed = z.infer<typeof observedSchema>

/** What R2E-Gym's rules choose by it, of all candidates and of some. */
export function observedChoices(
  observed: Observed,
  count: number,
): readonly (readonly [string, SelectorChoice])[] {
  const candidates = Array.from({ length: count }, (_, at): HybridCandidate => ({
    verifier: meanScore(observed.verifier?.[at]),
    regression: observed.regression?.[at] ?? null,
    tests: observed.tests?.[at] ?? null,
  }))
  const byExecution = candidates.map((one) => ({ ...one, verifier: null }))
  return [
    ['hybrid', toChoice(candidates)],
    ['execution-only', toChoice(byExecution)],
  ]
}

function toChoice(candidates: readonly HybridCandidate[]): SelectorChoice {
  const choose = (offered: readonly number[]): readonly number[] =>
    chooseByHybrid(offered.flatMap((at) => candidates[at] ?? [])).chosen.flatMap((at) => offered[at] ?? [])
  return { chosen: choose([...candidates.keys()]), choose }
}

function meanScore(scores: number | readonly number[] | null | undefined): number | null {
  if (scores === null || scores === undefined) return null
  const list = [scores].flat()
  return list.length === 0 ? null : mean(list)
}
