import { z } from 'zod'
import {
  callsOf,
  replyMessage,
  toIncrement,
  type Message,
  type ModelCall,
  type Trajectory,
} from '../../domain/index.ts'
import { checked, parseJson } from '../bad-record.ts'
import { callsFrom, flatRecord } from './flat-record.ts'
import { createOpenaiReader, openaiMessageSchema, toOpenai } from './openai-messages.ts'
import { contentId, foreignEnd, foreignHead, ownNote, ownNoteSchema, statusOf } from './own-note.ts'
import type { ForeignRecord, TrajectoryFormat } from './trajectory-format.ts'

const messageSchema = openaiMessageSchema.extend({
  message_type: z.string().nullish(),
  is_demo: z.boolean().nullish(),
})

const stepSchema = z.object({
  response: z.string().nullish(),
  query: z.array(messageSchema).nullish(),
  /** Calls of the reply, which SWE-agent keeps in the history alone. */
  tool_calls: openaiMessageSchema.shape.tool_calls,
})

const fileSchema = z.object({
  trajectory: z.array(stepSchema),
  history: z.array(messageSchema).nullish(),
  info: z
    .object({
      exit_status: z.string().nullish(),
      submission: z.string().nullish(),
      swe_agent_version: z.string().nullish(),
      capuchin: ownNoteSchema.optional(),
    })
    .nullish(),
})

/** SWE-agent's `.traj`. Every step holds all that its call was sent: files grow with the square of the steps. */
export const sweAgent: TrajectoryFormat = {
  name: 'swe-agent',
  layout: 'file',
  extension: '.traj',
  write: (trajectory) => `${JSON.stringify(toFile(trajectory), null, 2)}\n`,
  read: fromFile,
}

function toFile(trajectory: Trajectory) {
  const { head, end } = trajectory
  const calls = callsOf(trajectory)
  return {
    environment: 'capuchin',
    trajectory: [...toSteps(trajectory)],
    history: [...flatRecord(trajectory)].map(({ message, call }) => ({
      ...withIds(message),
      agent: 'main',
      message_type: call === null ? (message.role === 'system' ? 'system_prompt' : 'observation') : 'action',
    })),
    info: {
      exit_status: statusOf(end).toLowerCase(),
      submission: end.patch,
      model_stats: {
        instance_cost: end.usage?.costUsd ?? 0,
        tokens_sent: end.usage?.inputTokens ?? 0,
        tokens_received: end.usage?.outputTokens ?? 0,
        api_calls: calls.length,
      },
      capuchin: ownNote({ head, end, steps: [] }),
    },
    replay_config: null,
  }
}

function* toSteps(trajectory: Trajectory) {
  let conversation: readonly Message[] = []
  const calls = callsOf(trajectory)
  for (const [nth, call] of calls.entries()) {
    const reply = replyMessage(call)
    const query = call.sent && [...conversation.slice(0, call.sent.kept), ...call.sent.added]
    conversation = query ? [...query, reply] : []
    const [seen] = calls[nth + 1]?.sent?.added ?? []
    const { tool_calls: toolCalls } = toOpenai(reply)
    yield {
      action: call.toolCalls.map(({ name, input }) => `${name} ${JSON.stringify(input)}`).join('\n'),
      observation: seen?.role === 'tool' || seen?.role === 'user' ? seen.text : '',
      response: call.text,
      thought: call.text,
      execution_time: 0,
      state: {},
      ...(query ? { query: query.map(withIds) } : {}),
      extra_info: {},
      ...(toolCalls === undefined ? {} : { tool_calls: toolCalls }),
    }
  }
}

function withIds(message: Message) {
  return { ...toOpenai(message), ...(message.role === 'tool' ? { tool_call_ids: [message.toolCallId] } : {}) }
}

function fromFile({ text, where, name }: ForeignRecord): Trajectory {
  const { trajectory, history, info } = checked(fileSchema, parseJson(text, where), where)
  const note = info?.capuchin
  const version = info?.swe_agent_version
  const patch = info?.submission ?? (info?.exit_status ? '' : null)
  return {
    head:
      note?.head ??
      foreignHead({
        trajectoryId: contentId(name, text),
        instanceId: name,
        strategy: 'swe-agent',
        versions: version ? { 'swe-agent': version } : {},
      }),
    steps: trajectory.some(({ query }) => query)
      ? readSteps(trajectory, history ?? [])
      : readHistory(history ?? []),
    end: note?.end ?? foreignEnd({ patch, status: info?.exit_status ?? null }),
  }
}

/** Files of before version 1.1 have no queries; what their steps were sent is the history up to them. */
function readHistory(history: readonly HistoryMessage[]): readonly ModelCall[] {
  const read = createOpenaiReader()
  return callsFrom(
    history.map((message) => ({
      message: read(message),
      call: message.role === 'assistant' && message.is_demo !== true ? {} : null,
    })),
  )
}

type HistoryMessage = z.infer<typeof messageSchema>
type Step = z.infer<typeof stepSchema>

/** Calls of tools of a step's reply are those of the same reply in a later query, or in the history. */
function readSteps(steps: readonly Step[], history: readonly HistoryMessage[]): readonly ModelCall[] {
  const replies = history.filter(({ role, is_demo: isDemo }) => role === 'assistant' && isDemo !== true)
  let before: readonly Message[] = []
  return steps.map((step, at): ModelCall => {
    const read = createOpenaiReader()
    const query = (step.query ?? []).map(read)
    const known = step.tool_calls ?? replies[at]?.tool_calls
    const reply = read({ role: 'assistant', content: step.response, tool_calls: known })
    const sent = step.query ? toIncrement(before, query) : null
    before = step.query ? [...query, reply] : []
    const toolCalls = reply.role === 'assistant' ? [...(reply.toolCalls ?? [])] : []
    return {
      type: 'call',
      step: at + 1,
      stage: '',
      model: '',
      sent,
      text: reply.text,
      toolCalls,
      finishReason: toolCalls.length > 0 ? 'tool-calls' : 'stop',
      usage: null,
      at: null,
      durationMs: null,
      logprobs: null,
    }
  })
}
