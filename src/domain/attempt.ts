import { z } from 'zod'
import { generatedTestSchema } from './generated-test.ts'
import { testComparisonSchema } from './test-status.ts'
import { usageSchema } from './usage.ts'

/** What was seen of a patch when the visible tests ran on it. */
export const evidenceSchema = z.object({
  /** Edited, parses, fixes what was seen failing, breaks nothing that passed. */
  plausible: z.boolean(),
  /** One sentence: why plausible or why not. */
  reason: z.string(),
  /** Null when no test could be run. */
  tests: testComparisonSchema.nullable(),
  /** Exit code of the command that shows the bug, before and after; null when none was given. */
  failCommand: z.object({ before: z.number(), after: z.number() }).nullable(),
})
export type Evidence = Readonly<z.infer<typeof evidenceSchema>>

export const candidateSchema = z.object({
  attemptIndex: z.number().int(),
  /** Place within its attempt, 0 is best. */
  rank: z.number().int(),
  /** Git diff against the base. */
  patch: z.string(),
  /** One line that says what the patch does. */
  summary: z.string(),
  evidence: evidenceSchema,
  /** The strategy's own preference, higher is better; comparable only within one attempt. */
  score: z.number(),
  /** How a search came to it; left out by those who do not search. */
  found: z
    .object({
      /** What kind of change it is, and of what kind of statement. */
      operator: z.string(),
      place: z.string(),
      /** Changes that had been tried, it among them. */
      trials: z.number().int(),
      /** Of them, how many of each kind. */
      tried: z.object({
        operators: z.record(z.string(), z.number().int()),
        places: z.record(z.string(), z.number().int()),
      }),
    })
    .optional(),
})
/** A patch offered to selection, with the attempt it came from. */
export type Candidate = Readonly<z.infer<typeof candidateSchema>>

export const limitSchema = z.enum(['time', 'steps', 'reflections', 'budget', 'tokens', 'candidates', 'stuck'])
export type Limit = z.infer<typeof limitSchema>

/** The test that an attempt ended with: it votes on every patch, whatever became of the attempt's own. */
const endTest = generatedTestSchema.optional()

export const attemptOutcomeSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('submitted'),
    candidates: z.array(candidateSchema).min(1),
    test: endTest,
    usage: usageSchema,
  }),
  z.object({ kind: z.literal('no-patch'), reason: z.string(), test: endTest, usage: usageSchema }),
  z.object({
    kind: z.literal('limit'),
    which: limitSchema,
    reason: z.string(),
    /** What there was when the limit was met, best first; may be empty. */
    candidates: z.array(candidateSchema),
    test: endTest,
    usage: usageSchema,
  }),
  z.object({ kind: z.literal('cancelled'), usage: usageSchema }),
  z.object({ kind: z.literal('infra'), code: z.string(), reason: z.string(), usage: usageSchema }),
])
/** How one independent try ended. `infra` is retried, labelled, and kept out of votes and training rows. */
export type AttemptOutcome = Readonly<z.infer<typeof attemptOutcomeSchema>>
