import { z } from 'zod'
import { callsOf, missingLogprobsSchema, type ModelCall, type Trajectory } from '../../domain/index.ts'
import { checked, parseJson } from '../bad-record.ts'
import { callsFrom, flatRecord, type CallFacts, type FlatEntry, type ReadEntry } from './flat-record.ts'
import { createOpenaiReader, openaiMessageSchema, toOpenai } from './openai-messages.ts'
import { contentId, foreignEnd, foreignHead, ownNote, ownNoteSchema, statusOf } from './own-note.ts'
import { fromOpenaiChoice, openaiChoiceSchema, toOpenaiChoice } from './openai-logprobs.ts'
import { fromOpenaiUsage, openaiUsageSchema, toOpenaiUsage } from './openai-usage.ts'
import type { ForeignRecord, TrajectoryFormat } from './trajectory-format.ts'

const messageNoteSchema = z.object({
  kept: z.number().int().nullable().default(null),
  /** False for a reply that only stands in a prompt. */
  own: z.boolean().default(true),
  call: z
    .object({
      step: z.number().int(),
      stage: z.string(),
      finishReason: z.string(),
      durationMs: z.number().nullable(),
      noLogprobs: missingLogprobsSchema.exactOptional(),
    })
    .optional(),
})

const messageSchema = openaiMessageSchema.extend({
  extra: z
    .object({
      timestamp: z.number().nullish(),
      cost: z.number().nullish(),
      response: z
        .object({
          model: z.string().nullish(),
          usage: openaiUsageSchema.nullish(),
          choices: z.array(openaiChoiceSchema).nullish(),
        })
        .nullish(),
      capuchin: messageNoteSchema.optional(),
    })
    .nullish(),
})

const fileSchema = z.object({
  info: z.object({
    exit_status: z.string().nullish(),
    submission: z.string().nullish(),
    mini_version: z.string().nullish(),
    config: z
      .object({
        model: z
          .object({
            model_name: z.string().nullish(),
            model_kwargs: z.record(z.string(), z.json()).nullish(),
          })
          .nullish(),
      })
      .nullish(),
    capuchin: ownNoteSchema.optional(),
  }),
  messages: z.array(messageSchema),
  instance_id: z.string().nullish(),
})

/** mini-swe-agent's `.traj.json`, form `mini-swe-agent-1.1` (and the older one when read). */
export const miniSweAgent: TrajectoryFormat = {
  name: 'mini-swe-agent',
  layout: 'file',
  extension: '.traj.json',
  write: (trajectory) => `${JSON.stringify(toFile(trajectory), null, 2)}\n`,
  read: fromFile,
}

function toFile(trajectory: Trajectory) {
  const { head, end } = trajectory
  const submission = end.patch ?? ''
  const exit = { exit_status: statusOf(end), submission }
  return {
    info: {
      model_stats: { instance_cost: end.usage?.costUsd ?? 0, api_calls: callsOf(trajectory).length },
      config: {
        agent: {},
        model: { model_name: head.model ?? '', model_kwargs: head.sampling },
        environment: {},
      },
      ...exit,
      capuchin: ownNote(trajectory),
    },
    messages: [
      ...[...flatRecord(trajectory)].map(toMessage),
      { role: 'exit', content: submission, extra: exit },
    ],
    trajectory_format: 'mini-swe-agent-1.1',
    instance_id: head.instanceId,
  }
}

function toMessage({ message, call, kept }: FlatEntry) {
  const own = call !== null || message.role !== 'assistant'
  const capuchin = {
    ...(kept === null ? {} : { kept }),
    ...(own ? {} : { own }),
    ...(call === null ? {} : { call: detailsOf(call) }),
  }
  const extra = {
    ...(call === null ? {} : responseOf(call)),
    ...(Object.keys(capuchin).length === 0 ? {} : { capuchin }),
  }
  return { ...toOpenai(message), extra }
}

function detailsOf({ step, stage, finishReason, durationMs, noLogprobs }: ModelCall) {
  return { step, stage, finishReason, durationMs, ...(noLogprobs === undefined ? {} : { noLogprobs }) }
}

function responseOf(call: ModelCall) {
  const { model, usage, at, logprobs } = call
  return {
    actions: [],
    response: {
      model,
      ...(usage === null ? {} : { usage: toOpenaiUsage(usage) }),
      ...(logprobs === null ? {} : { choices: [toOpenaiChoice(call)] }),
    },
    ...(typeof usage?.costUsd === 'number' ? { cost: usage.costUsd } : {}),
    ...(at === null ? {} : { timestamp: at / 1_000 }),
  }
}

function fromFile({ text, where, name }: ForeignRecord): Trajectory {
  const { info, messages, instance_id: id } = checked(fileSchema, parseJson(text, where), where)
  const note = info.capuchin
  const instanceId = id ?? name
  const exitMessage = messages.find(({ role }) => role === 'exit')
  const patch = info.submission ?? (exitMessage ? '' : null)
  const head =
    note?.head ??
    foreignHead({
      trajectoryId: contentId(instanceId, text),
      instanceId,
      strategy: 'mini-swe-agent',
      model: info.config?.model?.model_name ?? null,
      sampling: info.config?.model?.model_kwargs ?? {},
      versions: info.mini_version ? { 'mini-swe-agent': info.mini_version } : {},
    })
  const read = createOpenaiReader()
  const entries = messages
    .filter(({ role }) => role !== 'exit')
    .map((message): ReadEntry => {
      const { extra } = message
      const isCall = message.role === 'assistant' && extra?.capuchin?.own !== false
      return {
        message: read(message),
        call: isCall ? factsOf(extra, head.model) : null,
        kept: extra?.capuchin?.kept ?? null,
      }
    })
  return {
    head,
    steps: callsFrom(entries),
    end: note?.end ?? foreignEnd({ patch, status: info.exit_status ?? null }),
  }
}

function factsOf(extra: z.infer<typeof messageSchema>['extra'], model: string | null): CallFacts {
  const { usage, choices } = extra?.response ?? {}
  const logprobs = fromOpenaiChoice(choices?.[0] ?? {})
  return {
    model: extra?.response?.model ?? model ?? '',
    usage: usage ? fromOpenaiUsage(usage, extra?.cost ?? null) : null,
    logprobs: logprobs && [...logprobs],
    at: typeof extra?.timestamp === 'number' ? Math.round(extra.timestamp * 1_000) : null,
    ...extra?.capuchin?.call,
  }
}
