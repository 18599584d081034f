import { z } from 'zod'
import {
  modelCallSchema,
  observationSchema,
  type Message,
  type ModelCall,
  type TokenLogprob,
  type Trajectory,
} from '../../domain/index.ts'
import { checked, parseJson } from '../bad-record.ts'
import { functionTool } from '../targets/plain-message.ts'
import { callsFrom, flatRecord, type CallFacts, type FlatEntry, type ReadEntry } from './flat-record.ts'
import { fromOpenaiTool, openaiToolSchema, textOfContent } from './openai-messages.ts'
import { tokenIdsOf } from './openai-logprobs.ts'
import { contentId, foreignEnd, foreignHead, ownNote, ownNoteSchema } from './own-note.ts'
import { parseArguments } from './tool-arguments.ts'
import type { ForeignRecord, TrajectoryFormat } from './trajectory-format.ts'

const textSchema = z
  .union([
    z.string(),
    z.array(z.object({ type: z.string().optional(), text: z.string().optional() })),
    z.null(),
  ])
  .optional()

const stepNoteSchema = z.object({
  kept: z.number().int().nullable().default(null),
  own: z.boolean().default(true),
  call: modelCallSchema
    .pick({
      step: true,
      stage: true,
      finishReason: true,
      durationMs: true,
      usage: true,
      at: true,
      logprobs: true,
      noLogprobs: true,
    })
    .optional(),
  /** A result of a tool that stands apart from its call. */
  tool: z.object({ toolCallId: z.string(), toolName: z.string() }).optional(),
})

const stepSchema = z.object({
  source: z.enum(['system', 'user', 'agent']),
  timestamp: z.string().nullish(),
  model_name: z.string().nullish(),
  message: textSchema,
  tool_calls: z
    .array(z.object({ tool_call_id: z.string(), function_name: z.string(), arguments: z.json() }))
    .nullish(),
  observation: z
    .object({
      results: z.array(z.object({ source_call_id: z.string().nullish(), content: textSchema })),
    })
    .nullish(),
  metrics: z
    .object({
      prompt_tokens: z.number().nullish(),
      completion_tokens: z.number().nullish(),
      cached_tokens: z.number().nullish(),
      cost_usd: z.number().nullish(),
      completion_token_ids: z.array(z.number().int()).nullish(),
      logprobs: z.array(z.number()).nullish(),
    })
    .nullish(),
  extra: z.object({ capuchin: stepNoteSchema.optional() }).nullish(),
})
type Step = z.infer<typeof stepSchema>

const fileSchema = z.object({
  schema_version: z.string().regex(/^ATIF-v1\.\d+$/, 'it is no version of ATIF that is known here'),
  session_id: z.string().nullish(),
  agent: z.object({
    name: z.string(),
    version: z.string().nullish(),
    model_name: z.string().nullish(),
    tool_definitions: z.array(openaiToolSchema).nullish(),
  }),
  steps: z.array(stepSchema),
  extra: z
    .object({
      capuchin: ownNoteSchema.extend({ observations: z.array(observationSchema) }).optional(),
    })
    .nullish(),
})

/** Harbor's Agent Trajectory Interchange Format: written as version 1.5, read as any 1.x. */
export const atif: TrajectoryFormat = {
  name: 'atif',
  layout: 'file',
  extension: '.json',
  write: (trajectory) => `${JSON.stringify(toFile(trajectory), null, 2)}\n`,
  read: fromFile,
}

function toFile(trajectory: Trajectory) {
  const { head, end, steps } = trajectory
  const written = toSteps([...flatRecord(trajectory)])
  return {
    schema_version: 'ATIF-v1.5',
    session_id: head.trajectoryId,
    agent: {
      name: 'capuchin',
      version: head.versions['exporter'] ?? 'unknown',
      ...(head.model === null ? {} : { model_name: head.model }),
      tool_definitions: head.tools.map(functionTool),
      extra: { strategy: head.strategy },
    },
    steps: written,
    final_metrics: {
      total_prompt_tokens: end.usage?.inputTokens ?? 0,
      total_completion_tokens: end.usage?.outputTokens ?? 0,
      total_cached_tokens: end.usage?.cacheReadTokens ?? 0,
      ...(typeof end.usage?.costUsd === 'number' ? { total_cost_usd: end.usage.costUsd } : {}),
      total_steps: written.length,
    },
    extra: {
      capuchin: {
        ...ownNote(trajectory),
        observations: steps.filter(({ type }) => type === 'observation'),
      },
    },
  }
}

interface WrittenStep {
  readonly step_id: number
  readonly observation?: { readonly results: { source_call_id: string; content: string }[] }
  readonly [field: string]: unknown
}

/** Results that follow their call stand in its step; the call's step has all that it led to. */
function toSteps(entries: readonly FlatEntry[]): readonly WrittenStep[] {
  const steps: WrittenStep[] = []
  let open: {
    readonly names: ReadonlyMap<string, string>
    readonly results: { source_call_id: string; content: string }[]
  } | null = null
  for (const { message, call, kept } of entries) {
    if (
      message.role === 'tool' &&
      kept === null &&
      open?.names.get(message.toolCallId) === message.toolName
    ) {
      open.results.push({ source_call_id: message.toolCallId, content: message.text })
      continue
    }
    const calls = message.role === 'assistant' ? (message.toolCalls ?? []) : []
    const results: { source_call_id: string; content: string }[] = []
    open = calls.length === 0 ? null : { names: new Map(calls.map(({ id, name }) => [id, name])), results }
    steps.push({
      step_id: steps.length + 1,
      ...(call?.at === null || call === null ? {} : { timestamp: new Date(call.at).toISOString() }),
      source: message.role === 'assistant' ? 'agent' : message.role === 'user' ? 'user' : 'system',
      ...(call === null ? {} : { model_name: call.model }),
      message: message.text,
      ...(calls.length === 0
        ? {}
        : {
            tool_calls: calls.map(({ id, name, input }) => ({
              tool_call_id: id,
              function_name: name,
              arguments: input,
            })),
            observation: { results },
          }),
      ...metricsOf(call),
      ...extraOf(message, { call, kept }),
    })
  }
  return steps
}

function metricsOf(call: ModelCall | null) {
  if (call === null || (call.usage === null && call.logprobs === null)) return {}
  return { metrics: { ...usageMetrics(call.usage), ...logprobsMetrics(call.logprobs) } }
}

function usageMetrics(usage: ModelCall['usage']) {
  if (usage === null) return {}
  const { inputTokens, outputTokens, cacheReadTokens, costUsd } = usage
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    cached_tokens: cacheReadTokens,
    ...(costUsd === null ? {} : { cost_usd: costUsd }),
  }
}

function logprobsMetrics(tokens: ModelCall['logprobs']) {
  if (tokens === null) return {}
  const ids = tokenIdsOf(tokens)
  return {
    ...(ids === null ? {} : { completion_token_ids: ids }),
    logprobs: tokens.map(({ logprob }) => logprob),
  }
}

function extraOf(message: Message, { call, kept }: Pick<FlatEntry, 'call' | 'kept'>) {
  const note = {
    ...(kept === null ? {} : { kept }),
    ...(message.role === 'assistant' && call === null ? { own: false } : {}),
    ...(call === null ? {} : { call: callNote(call) }),
    ...(message.role === 'tool'
      ? { tool: { toolCallId: message.toolCallId, toolName: message.toolName } }
      : {}),
  }
  return Object.keys(note).length === 0 ? {} : { extra: { capuchin: note } }
}

function callNote({ step, stage, finishReason, durationMs, usage, at, logprobs, noLogprobs }: ModelCall) {
  const why = noLogprobs === undefined ? {} : { noLogprobs }
  return { step, stage, finishReason, durationMs, usage, at, logprobs, ...why }
}

function fromFile({ text, where, name }: ForeignRecord): Trajectory {
  const file = checked(fileSchema, parseJson(text, where), where)
  const { agent, session_id: sessionId, extra } = file
  const note = extra?.capuchin
  const model = agent.model_name ?? null
  return {
    head:
      note?.head ??
      foreignHead({
        trajectoryId: sessionId ?? contentId(name, text),
        instanceId: name,
        strategy: agent.name,
        model,
        problemStatement: textOfContent(file.steps.find(({ source }) => source === 'user')?.message),
        tools: (agent.tool_definitions ?? []).map(fromOpenaiTool),
        versions: agent.version ? { [agent.name]: agent.version } : {},
      }),
    steps: [
      ...callsFrom(file.steps.flatMap((step) => toEntries(step, model))),
      ...(note?.observations ?? []),
    ],
    end: note?.end ?? foreignEnd({ patch: null, status: null }),
  }
}

function toEntries(step: Step, model: string | null): readonly ReadEntry[] {
  const note = step.extra?.capuchin
  const text = textOfContent(step.message)
  const kept = note?.kept ?? null
  const results = step.observation?.results ?? []
  if (step.source !== 'agent') {
    const message: Message = note?.tool ? { role: 'tool', ...note.tool, text } : { role: step.source, text }
    const seen = results.map(({ content }): ReadEntry => ({
      message: { role: 'user', text: textOfContent(content) },
      call: null,
    }))
    return [{ message, call: null, kept }, ...seen]
  }
  const toolCalls = (step.tool_calls ?? []).map((call) => ({
    id: call.tool_call_id,
    name: call.function_name,
    input: parseArguments(call.arguments),
  }))
  const reply: Message = { role: 'assistant', text, ...(toolCalls.length === 0 ? {} : { toolCalls }) }
  const answers = results.map(({ source_call_id: id, content }): ReadEntry => {
    const call = toolCalls.find((one) => one.id === id)
    const said = textOfContent(content)
    return {
      message: call
        ? { role: 'tool', toolCallId: call.id, toolName: call.name, text: said }
        : { role: 'user', text: said },
      call: null,
    }
  })
  return [{ message: reply, call: note?.own === false ? null : factsOf(step, model), kept }, ...answers]
}

function factsOf({ metrics, timestamp, model_name: own, extra }: Step, model: string | null): CallFacts {
  const at = timestamp ? Date.parse(timestamp) : Number.NaN
  return {
    model: own ?? model ?? '',
    usage: usageOf(metrics),
    logprobs: tokensOf(metrics),
    at: Number.isNaN(at) ? null : at,
    ...extra?.capuchin?.call,
  }
}

function usageOf(metrics: Step['metrics']): ModelCall['usage'] {
  const {
    prompt_tokens: input,
    completion_tokens: output,
    cached_tokens: cached,
    cost_usd: cost,
  } = metrics ?? {}
  if ([input, output, cached, cost].every((count) => typeof count !== 'number')) return null
  return {
    inputTokens: input ?? 0,
    outputTokens: output ?? 0,
    cacheReadTokens: cached ?? 0,
    cacheWriteTokens: 0,
    reasoningTokens: 0,
    costUsd: cost ?? null,
  }
}

/** Other programs say the tokens' numbers and not their text. */
function tokensOf(metrics: Step['metrics']): TokenLogprob[] | null {
  const { logprobs, completion_token_ids: ids } = metrics ?? {}
  if (!logprobs) return null
  return logprobs.map((logprob, at) => {
    const tokenId = ids?.length === logprobs.length ? ids[at] : undefined
    return { token: null, logprob, ...(tokenId === undefined ? {} : { tokenId }) }
  })
}
