import { z } from 'zod'
import { groupBy } from '../../std/index.ts'
import { labelSpellings } from '../../verifier/index.ts'

const logprob = z.number().nullable()

/** What a language model says of one attempt, as a line of a file of scores. */
export const attemptScoreSchema = z.object({
  /** Of the trajectory. */
  id: z.string(),
  instanceId: z.string(),
  /** How likely it was resolved, between 0 and 1; null where nobody can say, which is not 0. */
  score: z.number().nullable(),
  /** Log-probabilities of the answers that it was and was not; null where they are not known. */
  y: logprob,
  n: logprob,
  /** Why there is no score; null where there is one. */
  reason: z.string().nullable(),
  /** Who was asked, and how: scores of different ones cannot be compared. */
  model: z.string(),
  style: z.string(),
  /** How the labels were spelled; null where nothing was asked. */
  labels: z.enum(labelSpellings).nullable(),
})
export type AttemptScore = Readonly<z.infer<typeof attemptScoreSchema>>

/** By instance as they first come, best first within it; those without a score are last. */
export function rankScores(scores: readonly AttemptScore[]): readonly AttemptScore[] {
  return [...groupBy(scores, ({ instanceId }) => instanceId).values()].flatMap((own) =>
    own.toSorted((a, b) => (b.score ?? -1) - (a.score ?? -1)),
  )
}
