import { z } from 'zod'
import { attemptOutcomeSchema } from './attempt.ts'
import { messageSchema, toolCallSchema } from './message.ts'
import { generatedTestSchema, scriptVerdictSchema } from './generated-test.ts'
import { testComparisonSchema } from './test-status.ts'
import { usageSchema } from './usage.ts'

const attemptEvents = [
  z.object({
    type: z.literal('attempt-start'),
    strategy: z.string(),
    model: z.string().nullable(),
    seed: z.number(),
  }),
  z.object({ type: z.literal('stage'), stage: z.string(), detail: z.string().optional() }),
  z.object({
    type: z.literal('transition'),
    /** States of a strategy that goes from one to another; the first one is never gone to. */
    from: z.string(),
    to: z.string(),
    /** What led there. */
    reason: z.string(),
  }),
  z.object({ type: z.literal('step-start'), step: z.number().int(), stage: z.string() }),
  z.object({ type: z.literal('model-text'), text: z.string() }),
  z.object({
    type: z.literal('conversation'),
    /** What every request to the model begins with. */
    messages: z.array(messageSchema),
    tools: z.array(z.object({ name: z.string(), description: z.string(), inputSchema: z.json() })),
    /** Whether tools are called by the provider's own means or as text of the reply. */
    toolCalls: z.enum(['native', 'text']),
  }),
  z.object({
    type: z.literal('model-reply'),
    model: z.string(),
    text: z.string(),
    /** Left out where there are none. */
    toolCalls: z.array(toolCallSchema).optional(),
    finishReason: z.string(),
    usage: usageSchema,
    fromJournal: z.boolean(),
    /** What it is for, where an attempt asks several models for several things: `plan`, `edits`. */
    stage: z.string().optional(),
  }),
  z.object({ type: z.literal('files-added'), paths: z.array(z.string()), reason: z.string() }),
  z.object({
    type: z.literal('edit-applied'),
    path: z.string(),
    how: z.string(),
    line: z.number().int().nullable(),
    note: z.string().optional(),
  }),
  z.object({ type: z.literal('edit-rejected'), path: z.string().nullable(), reason: z.string() }),
  z.object({ type: z.literal('command-suggested'), command: z.string(), ran: z.boolean() }),
  z.object({
    type: z.literal('command'),
    command: z.string(),
    exitCode: z.number(),
    timedOut: z.boolean(),
    durationMs: z.number(),
    fromJournal: z.boolean(),
  }),
  z.object({
    type: z.literal('tool-call'),
    call: toolCallSchema,
    /** False for a call that was only answered: one of several, or one whose input cannot be read. */
    ran: z.boolean(),
    /** What the model is told, cut. */
    observation: z.string(),
    /** Of a shell command. */
    exitCode: z.number().nullable(),
    durationMs: z.number(),
    fromJournal: z.boolean(),
  }),
  z.object({
    type: z.literal('condensed'),
    /** Oldest turns of which the model is shown only the calls, and oldest of all that it is not shown. */
    shortened: z.number().int(),
    left: z.number().int(),
  }),
  z.object({
    type: z.literal('harvest'),
    /** What the attempt leaves, however it ends. */
    patch: z.string(),
    /** Changed files that are not part of it. */
    dropped: z.array(z.object({ path: z.string(), reason: z.string() })),
  }),
  z.object({
    type: z.literal('test-result'),
    what: z.string(),
    passed: z.number().int(),
    failed: z.number().int(),
    comparison: testComparisonSchema.nullable(),
  }),
  z.object({
    type: z.literal('search-progress'),
    tried: z.number().int(),
    space: z.number().int(),
    plausible: z.number().int(),
    timeouts: z.number().int(),
  }),
  z.object({
    type: z.literal('emitted'),
    machine: z.enum(['testing', 'editing', 'selection']),
    /** The state that the reply answered in. */
    state: z.string(),
    /** What the reply was read as; `misparse` for a reply that holds none of what was asked for, or too much. */
    kind: z.enum(['test', 'edit', 'done', 'choice', 'misparse']),
    patch: z.string().nullable(),
    test: generatedTestSchema.nullable(),
    /** Of this one completion. */
    usage: usageSchema,
  }),
  z.object({
    type: z.literal('script-run'),
    /** `base`, or which patch. */
    on: z.string(),
    verdict: scriptVerdictSchema,
    exitCode: z.number(),
    durationMs: z.number(),
    fromJournal: z.boolean(),
  }),
  z.object({
    type: z.literal('lint'),
    /** Names of those that looked at the edits. */
    ran: z.array(z.string()),
    /** What the edits brought in. */
    problems: z.array(
      z.object({
        path: z.string(),
        line: z.number().int().nullable(),
        rule: z.string(),
        message: z.string(),
        linter: z.string(),
      }),
    ),
    /** Files that a linter would write anew, as formatters do; it was not let. */
    rewritten: z.array(z.object({ path: z.string(), linter: z.string() })),
    /** A sentence for each that could not look at them. */
    broken: z.array(z.string()).default([]),
  }),
  z.object({ type: z.literal('reflection'), cause: z.string(), text: z.string() }),
  z.object({ type: z.literal('journal-cut'), position: z.string(), reason: z.string() }),
  z.object({
    type: z.literal('resumed'),
    /** Milliseconds since the last answer that the record holds, in which nothing was done that is left. */
    awayMs: z.number(),
  }),
  z.object({ type: z.literal('warning'), text: z.string() }),
  z.object({ type: z.literal('step-end'), step: z.number().int() }),
  z.object({ type: z.literal('attempt-end'), outcome: attemptOutcomeSchema }),
] as const

export const attemptEventSchema = z.discriminatedUnion('type', [...attemptEvents])
/** What an attempt says while it runs; store, terminal, JSON output and web page all read this one stream. */
export type AttemptEvent = Readonly<z.infer<typeof attemptEventSchema>>

export const runEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('run-start'),
    runId: z.string(),
    at: z.number(),
    title: z.string(),
    attempts: z.number().int(),
  }),
  z.object({ type: z.literal('run-note'), text: z.string() }),
  z.object({
    type: z.literal('baseline'),
    command: z.string().nullable(),
    passed: z.number(),
    failed: z.number(),
    flaky: z.number(),
  }),
  z.object({
    type: z.literal('attempt'),
    attemptIndex: z.number().int(),
    at: z.number(),
    event: attemptEventSchema,
  }),
  z.object({
    type: z.literal('run-end'),
    at: z.number(),
    status: z.enum(['done', 'no-plausible', 'limit', 'cancelled', 'infra', 'failed']),
    chosen: z.object({ attemptIndex: z.number().int(), rank: z.number().int() }).nullable(),
    usage: usageSchema,
    reason: z.string(),
  }),
])
/** What a whole run says; an attempt's events come wrapped with its index and the time. */
export type RunEvent = Readonly<z.infer<typeof runEventSchema>>
