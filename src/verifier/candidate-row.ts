import { z } from 'zod'

/**
 * What a verifier may know of one candidate. Nothing here comes from hidden tests but `resolved`, which training reads
 * and scoring never sees.
 */
export const candidateRowSchema = z.object({
  instanceId: z.string(),
  repo: z.string(),
  candidateId: z.string(),
  /** A git diff; empty where the attempt left none. */
  patch: z.string(),
  /** What its maker saw of the visible tests; null where none ran. */
  tests: z
    .object({ broken: z.number().int(), fixed: z.number().int(), stillPassing: z.number().int() })
    .nullable()
    .default(null),
  /** Of the generated tests that may vote, how many pass on it; null where there are none. */
  votes: z.object({ passed: z.number(), of: z.number() }).nullable().default(null),
  /** How its attempt went; null where that is not known. */
  attempt: z
    .object({
      calls: z.number().int(),
      outputTokens: z.number(),
      /** Whether it ended by itself, and not by a limit. */
      finished: z.boolean(),
    })
    .nullable()
    .default(null),
  /** Further numbers by name, of whoever made the row: signs of a patch, ranks, scores of other verifiers. */
  signals: z.record(z.string(), z.number()).default({}),
  /** By hidden tests; null where nobody knows. */
  resolved: z.boolean().nullable().default(null),
})
export type CandidateRow = Readonly<z.infer<typeof candidateRowSchema>>
