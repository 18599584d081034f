import { z } from 'zod'
import { scriptLanguageSchema, scriptVerdictSchema } from './generated-test.ts'
import { usageSchema } from './usage.ts'

const inquiredRunSchema = z.object({
  /** Null where it ended differently when it was run again. */
  verdict: scriptVerdictSchema.nullable(),
  exitCode: z.number(),
  output: z.string(),
})

const inquirySchema = z.object({
  /** Observed patches that the model was asked about, under the names that it knew them by, as they were shown. */
  candidates: z.array(z.object({ id: z.string(), patch: z.number().int() })),
  /** Scripts that the model wrote and that were run, on the base and on the candidates in their order. */
  tests: z.array(
    z.object({
      language: scriptLanguageSchema,
      text: z.string(),
      onBase: inquiredRunSchema.nullable(),
      onCandidates: z.array(inquiredRunSchema.nullable()),
    }),
  ),
  completions: z.array(
    z.object({
      /** State of the machine that asked, or the pair that it was about. */
      asked: z.string(),
      readAs: z.enum(['test', 'choice', 'misparse']),
      /** The name that was chosen, or why nothing could be read; empty for a test. */
      note: z.string(),
      usage: usageSchema,
    }),
  ),
  /** `done`: the model chose; else what kept it from going on. */
  ended: z.enum(['done', 'completions', 'context-length', 'budget']),
})
/** What a selector asked of a model, and what came of it. */
export type Inquiry = Readonly<z.infer<typeof inquirySchema>>

export const selectionSchema = z.object({
  selector: z.string(),
  /** Indices of the observed patches, best first; members of a class stand together. */
  ranking: z.array(z.number().int()),
  /** Null where there is nothing to choose from, or where it abstained. */
  chosen: z.number().int().nullable(),
  /** Why nothing was chosen although there was something; null otherwise. */
  abstained: z.string().nullable(),
  confidence: z.object({
    /** That the chosen patch, or the first where it abstained, is right; null for selectors without an opinion. */
    value: z.number().nullable(),
    /** What the selector itself said, where that was set right since; null where `value` is what it said. */
    said: z.number().nullable().default(null),
    /** Number of graded choices that it was set against; null where it was not. */
    calibratedOn: z.number().int().nullable(),
  }),
  /**
   * The part that decided: `one class`, `votes`, `agreement`, `regression`, `signs`, `verifier`, `order`; `test` where a script of
   * the selector's model sets the chosen one apart, `model` where only its word does, `fallback` where it gave none.
   */
  decidedBy: z.string(),
  /** One sentence. */
  reason: z.string(),
  usage: usageSchema,
  /** Null for selectors that asked no model. */
  inquiry: inquirySchema.nullable().default(null),
})
/** What a selector made of a pool of patches. */
export type Selection = Readonly<z.infer<typeof selectionSchema>>

const observedPatchSchema = z.object({
  /** All who offered it. */
  labels: z.array(z.string()),
  patch: z.string(),
  /** Index into the report's classes. */
  class: z.number().int(),
  /** Existing tests that it breaks. */
  broken: z.array(z.string()),
  /** Generated tests that pass on it. */
  votes: z.number().int(),
  /** What a verifier may know of it besides its text (docs/formats/candidates.md). */
  facts: z
    .object({
      tests: z
        .object({ broken: z.number().int(), fixed: z.number().int(), stillPassing: z.number().int() })
        .nullable(),
      votes: z.object({ passed: z.number(), of: z.number() }).nullable(),
      signals: z.record(z.string(), z.number()),
    })
    .nullable()
    .default(null),
})

const observedTestSchema = z.object({
  /** `attempt 2`, a file's path, `written 1`, `selector`. */
  origins: z.array(z.string()),
  language: scriptLanguageSchema,
  text: z.string(),
  /** Null for one that votes; else why it has no voice. */
  noVote: z.string().nullable(),
  /** Why it has no voice, or shares one. */
  note: z.string().nullable(),
  /** Of a whole vote, after sharing and weighing. */
  weight: z.number(),
  onBase: z.object({ verdict: scriptVerdictSchema.nullable(), flaky: z.boolean(), output: z.string() }),
  /** By patch; a null verdict is a flaky cell. */
  onPatches: z.array(scriptVerdictSchema.nullable()),
})

const separationSchema = z.object({
  /** Two classes. */
  classes: z.tuple([z.number().int(), z.number().int()]),
  /** Generated tests that come out differently on them. */
  tests: z.array(z.number().int()),
  /** Existing tests that only one of them breaks. */
  existing: z.array(z.string()),
  /** The shortest pair of lines that differ, and the test that printed them; null where verdicts alone differ. */
  shortest: z.object({ test: z.number().int(), lines: z.tuple([z.string(), z.string()]) }).nullable(),
  /** A call of a touched function that comes to different things on them; null where none was seen. */
  call: z
    .object({ call: z.string(), outcomes: z.tuple([z.string(), z.string()]) })
    .nullable()
    .default(null),
})

export const selectionReportSchema = z.object({
  selection: selectionSchema,
  patches: z.array(observedPatchSchema),
  tests: z.array(observedTestSchema),
  classes: z.array(
    z.object({
      patches: z.array(z.number().int()),
      by: z.enum(['lone', 'text', 'behaviour']),
      posterior: z.number(),
    }),
  ),
  /** Of the likeliest classes, each pair once; pairs that nothing separates are listed with nothing. */
  separations: z.array(separationSchema),
  unapplied: z.array(z.object({ labels: z.array(z.string()), reason: z.string() })),
  regression: z
    .object({ files: z.array(z.string()), left: z.array(z.string()), passing: z.number().int() })
    .nullable(),
  /** What selectors that cost nothing make of the same pool; none where nobody compares them. */
  others: z.array(z.object({ selector: z.string(), ranking: z.array(z.number().int()) })).default([]),
  executions: z.object({ ran: z.number().int(), known: z.number().int(), busyMs: z.number() }),
  /** Parts that a choice can rest on and that there was nothing of: `verifier`, `model`, kinds of tests. */
  missing: z.array(z.string()).default([]),
  /** What there was no time for, and what therefore says nothing. */
  outOfTime: z.array(z.string()).default([]),
})
/** All that a reader needs to agree with a choice among patches, or not. */
export type SelectionReport = Readonly<z.infer<typeof selectionReportSchema>>

const namedOfferers = 5

/** Who offered a patch: the first few by name, and how many more there are. */
export function offeredBy(labels: readonly string[]): string {
  const named = labels.slice(0, namedOfferers).join(', ')
  const left = labels.length - namedOfferers
  return left > 0 ? `${named} and ${left} more` : named
}
