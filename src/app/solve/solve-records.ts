import { z } from 'zod'
import {
  candidateSchema,
  evidenceSchema,
  generatedTestSchema,
  selectionReportSchema,
  usageSchema,
} from '../../domain/index.ts'
import { budgetRecordSchema } from '../budget/budget-record.ts'
import { configSchema } from '../config.ts'
import { plausibleRecordSchema } from '../plausible/plausible-record.ts'

const testCommandSchema = z.object({
  framework: z.enum([
    'pytest',
    'unittest',
    'tox',
    'node-test',
    'vitest',
    'jest',
    'npm',
    'go',
    'cargo',
    'make',
    'custom',
  ]),
  command: z.string(),
  cwd: z.string(),
  foundIn: z.string(),
})

/** What a solve run was started with: all that `resume` needs, and no secret. */
export const solveInputSchema = z.object({
  kind: z.literal('solve'),
  v: z.literal(1),
  config: configSchema,
  root: z.string(),
  head: z.string().nullable(),
  issue: z.string(),
  title: z.string(),
  testCommand: testCommandSchema.nullable(),
  /** Patches to choose from, of whomever, in place of attempts; null where there are attempts. */
  given: z
    .object({
      patches: z.array(z.object({ label: z.string(), patch: z.string() })),
      tests: z.array(generatedTestSchema.extend({ path: z.string() })),
    })
    .nullable()
    .default(null),
  /** The instance of a dataset that it is about, as a part of a rollout; null for an issue of a checkout. */
  instance: z
    .object({
      instanceId: z.string(),
      repo: z.string(),
      /** Id of the rollout's own run. */
      rollout: z.string(),
    })
    .nullable()
    .default(null),
  /** Sampling temperatures that attempts take in turn; none: that of the settings. */
  temperatures: z.array(z.number()).default([]),
  record: z.string().nullable(),
  replay: z.object({ file: z.string(), match: z.enum(['hash', 'position']) }).nullable(),
})
export type SolveInput = z.infer<typeof solveInputSchema>

export const appliedSchema = z.object({
  at: z.number(),
  /** Git blob id of each written file afterwards; null for one that was deleted. */
  files: z.array(z.object({ path: z.string(), after: z.string().nullable() })),
})

export const contextRecordSchema = z.object({
  /** Shown to every attempt from the start, best first. */
  files: z.array(z.object({ path: z.string(), score: z.number(), tokens: z.number() })),
  didNotFit: z.array(z.string()),
  relevant: z.number().int(),
  notRelevant: z.number().int(),
  empty: z.number().int(),
  /** Judged by a part of them. */
  inPart: z.number().int(),
  /** Not judged, since no reply could be read; they come last. */
  unparsed: z.array(z.string()),
  tooLong: z.array(z.string()),
  unreadable: z.array(z.string()),
  /** Replies that had to be asked for twice. */
  askedAgain: z.number().int(),
  rankings: z.number().int(),
  failedRankings: z.number().int(),
  /** Paths that rankings named and nobody listed. */
  invented: z.array(z.string()),
  /** Why files stand in the order found without a model; null where models ordered them. */
  fallback: z.string().nullable(),
  usage: z.object({ scan: usageSchema, ranking: usageSchema }),
})
/** How the files were found that attempts are shown from the start. */
export type ContextRecord = z.infer<typeof contextRecordSchema>

export const solveResultSchema = z.object({
  kind: z.literal('solve'),
  v: z.literal(1),
  status: z.enum(['done', 'no-plausible', 'limit', 'cancelled', 'infra', 'failed']),
  reason: z.string(),
  /** Index into `candidates`, or null. */
  chosen: z.number().int().nullable(),
  /** Best first. */
  candidates: z.array(candidateSchema).readonly(),
  /** Of the chosen patch, seen once more on a fresh base. */
  evidence: evidenceSchema.nullable(),
  testCommand: z.string().nullable(),
  failCommand: z.string().nullable(),
  sandbox: z.string(),
  attempts: z.array(z.object({ attemptIndex: z.number().int(), outcome: z.string(), reason: z.string() })),
  /** Error code when the run's own machinery failed. */
  infraCode: z.string().nullable(),
  /** Null where there was no scan. */
  context: contextRecordSchema.nullable().default(null),
  /** Null where there was nothing to choose from. */
  selection: selectionReportSchema.nullable().default(null),
  /** Null unless attempts were made one after another until one is plausible. */
  plausible: plausibleRecordSchema.nullable().default(null),
  /** What each stage used of models. */
  spending: z
    .array(z.object({ stage: z.string(), calls: z.number().int().default(0), usage: usageSchema }))
    .readonly()
    .default([]),
  /** Why not all attempts were made, or null. */
  stoppedEarly: z.string().nullable().default(null),
  /** Attempts that were not made, or not to their end, and what they were expected to cost; null where all were. */
  saved: z.object({ attempts: z.number().int(), usd: z.number().nullable() }).nullable().default(null),
  /** Null where no budget was given. */
  budget: budgetRecordSchema.nullable().default(null),
  usage: usageSchema,
  durationMs: z.number(),
  /** What the result does not prove, one sentence each. */
  caveats: z.array(z.string()),
  applied: appliedSchema.nullable(),
})
export type SolveResult = z.infer<typeof solveResultSchema>
