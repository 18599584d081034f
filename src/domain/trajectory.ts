import { z } from 'zod'
import { messageSchema, toolCallSchema, type Message } from './message.ts'
import { missingLogprobsSchema, tokenLogprobsSchema } from './token-logprob.ts'
import { usageSchema } from './usage.ts'

const millisecondsSinceEpoch = z.number()

/** A tool as the model was told of it. */
export const trajectoryToolSchema = z.object({
  name: z.string(),
  description: z.string(),
  /** JSON schema of the input. */
  inputSchema: z.json(),
})
export type TrajectoryTool = Readonly<z.infer<typeof trajectoryToolSchema>>

export const trajectoryHeadSchema = z.object({
  type: z.literal('trajectory'),
  v: z.literal(1),
  /** One of a kind in the world that it was made in: `<run>/<attempt>`, or what the other format calls it. */
  trajectoryId: z.string().min(1),
  instanceId: z.string().min(1),
  /** `owner/name`, or the path of a user's own checkout; '' where nobody said. */
  repo: z.string(),
  baseCommit: z.string().nullable(),
  problemStatement: z.string(),
  runId: z.string().nullable(),
  attemptIndex: z.number().int(),
  strategy: z.string(),
  /** `provider/model` as far as known. */
  model: z.string().nullable(),
  /** Temperature and its like, as the first call had them. */
  sampling: z.record(z.string(), z.json()),
  seed: z.number().nullable(),
  tools: z.array(trajectoryToolSchema),
  startedAt: millisecondsSinceEpoch.nullable(),
  /** What made the record, and the programs behind it where they are known: `{ "exporter": "capuchin 0.1.0" }`. */
  versions: z.record(z.string(), z.string()),
})
export type TrajectoryHead = Readonly<z.infer<typeof trajectoryHeadSchema>>

export const modelCallSchema = z.object({
  type: z.literal('call'),
  step: z.number().int(),
  stage: z.string(),
  model: z.string(),
  /**
   * What it was sent, as an increment: the first `kept` messages of the conversation so far (what the call before was
   * sent, and its reply), then `added`. Null where only the reply is known.
   */
  sent: z.object({ kept: z.number().int().nonnegative(), added: z.array(messageSchema) }).nullable(),
  text: z.string(),
  toolCalls: z.array(toolCallSchema),
  finishReason: z.string(),
  /** Null where nobody counted. */
  usage: usageSchema.nullable(),
  /** When the reply was there. */
  at: millisecondsSinceEpoch.nullable(),
  durationMs: z.number().nullable(),
  /** By token of the reply, where they were asked for and the provider gave them. */
  logprobs: tokenLogprobsSchema.nullable(),
  /** Why there are none, where they were asked for. */
  noLogprobs: missingLogprobsSchema.exactOptional(),
})
export type ModelCall = Readonly<z.infer<typeof modelCallSchema>>

export const observationSchema = z.object({
  type: z.literal('observation'),
  /** What was seen: the type of an attempt's event, or the other format's word. */
  kind: z.string(),
  /** In words. What the model was told of it stands in the next call's messages. */
  text: z.string(),
  /** Everything else that is known of it. */
  data: z.json(),
  at: millisecondsSinceEpoch.nullable(),
})
export type Observation = Readonly<z.infer<typeof observationSchema>>

export const trajectoryExitSchema = z.object({
  /** `unknown`: the record does not say. */
  kind: z.enum(['submitted', 'no-patch', 'limit', 'cancelled', 'infra', 'unknown']),
  reason: z.string(),
})
export type TrajectoryExit = Readonly<z.infer<typeof trajectoryExitSchema>>

export const trajectoryEndSchema = z.object({
  type: z.literal('trajectory-end'),
  /** The patch it ended with, '' for none; null where the record does not say. */
  patch: z.string().nullable(),
  exit: trajectoryExitSchema,
  /** What hidden tests said; null while nobody asked them. */
  resolved: z.boolean().nullable(),
  usage: usageSchema.nullable(),
  endedAt: millisecondsSinceEpoch.nullable(),
  /** Of the work, without the time between a stop and going on; null where nobody measured. */
  durationMs: z.number().nullable().default(null),
})
export type TrajectoryEnd = Readonly<z.infer<typeof trajectoryEndSchema>>

export const trajectoryLineSchema = z.discriminatedUnion('type', [
  trajectoryHeadSchema,
  modelCallSchema,
  observationSchema,
  trajectoryEndSchema,
])
/** One line of a file of trajectories: a head, calls and observations as they came, an end. */
export type TrajectoryLine = Readonly<z.infer<typeof trajectoryLineSchema>>

/** The complete record of one attempt (docs/formats/trajectories.md). */
export interface Trajectory {
  readonly head: TrajectoryHead
  readonly steps: readonly (ModelCall | Observation)[]
  readonly end: TrajectoryEnd
}

export function callsOf({ steps }: Pick<Trajectory, 'steps'>): readonly ModelCall[] {
  return steps.filter((step) => step.type === 'call')
}

export function trajectoryLines({ head, steps, end }: Trajectory): readonly TrajectoryLine[] {
  return [head, ...steps, end]
}

/** A reply as the next request repeats it. */
export function replyMessage({ text, toolCalls }: Pick<ModelCall, 'text' | 'toolCalls'>): Message {
  return { role: 'assistant', text, ...(toolCalls.length === 0 ? {} : { toolCalls: [...toolCalls] }) }
}
