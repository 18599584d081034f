import { z } from 'zod'
import { callsOf, type Trajectory } from '../../domain/index.ts'
import { badRecord, checked, parseJson } from '../bad-record.ts'
import { callsFrom, flatRecord, type FlatEntry, type ReadEntry } from './flat-record.ts'
import { createOpenaiReader, openaiCallSchema, toOpenaiCall } from './openai-messages.ts'
import { foreignEnd, foreignHead, ownNote, ownNoteSchema } from './own-note.ts'
import type { ForeignRecord, TrajectoryFormat } from './trajectory-format.ts'

const headerSchema = z.object({
  type: z.literal('session'),
  harness: z.string(),
  id: z.string(),
  name: z.string().nullish(),
  capuchin: ownNoteSchema.optional(),
})

const lineSchema = z.object({
  type: z.literal('message'),
  message: z.object({
    role: z.enum(['system', 'user', 'assistant', 'tool']),
    content: z.string().nullish(),
    toolCalls: z.array(openaiCallSchema).nullish(),
    toolCallId: z.string().nullish(),
    timestamp: z.number().nullish(),
    model: z.string().nullish(),
  }),
})

/** Hugging Face's session traces (STS-Format): a line for the session, a line for each message. */
export const sessionTrace: TrajectoryFormat = {
  name: 'session-trace',
  layout: 'file',
  extension: '.jsonl',
  write: (trajectory) =>
    [headerOf(trajectory), ...[...flatRecord(trajectory)].map(toLine)]
      .map((line) => `${JSON.stringify(line)}\n`)
      .join(''),
  read: fromFile,
}

function headerOf(trajectory: Trajectory) {
  const { head } = trajectory
  const [title = ''] = head.problemStatement.split('\n')
  return {
    type: 'session',
    harness: 'capuchin',
    id: head.trajectoryId,
    name: title.slice(0, 120),
    capuchin: ownNote(trajectory),
  }
}

function toLine({ message, call }: FlatEntry) {
  const calls = message.role === 'assistant' ? (message.toolCalls ?? []) : []
  return {
    type: 'message',
    message: {
      role: message.role,
      content: message.text,
      ...(calls.length === 0
        ? {}
        : {
            toolCalls: calls.map((one) => {
              const { id, function: made } = toOpenaiCall(one)
              return { id, function: made }
            }),
          }),
      ...(message.role === 'tool' ? { toolCallId: message.toolCallId } : {}),
      ...(call === null ? {} : { model: call.model }),
      ...(call === null || call.at === null ? {} : { timestamp: call.at }),
    },
  }
}

function fromFile({ text, where, name }: ForeignRecord): Trajectory {
  const lines = text.split('\n').flatMap((line, at) => {
    if (line.trim() === '') return []
    const place = `${where}, line ${at + 1}`
    return [{ place, value: parseJson(line, place) }]
  })
  const [first, ...rest] = lines
  if (first === undefined) throw badRecord(where, 'there is no line in it')
  const header = checked(headerSchema, first.value, first.place)
  const read = createOpenaiReader()
  const entries = rest.map(({ place, value }): ReadEntry => {
    const { message } = checked(lineSchema, value, place)
    const { role, content, toolCalls, toolCallId, timestamp, model } = message
    const call = role === 'assistant' ? { model: model ?? '', at: timestamp ?? null } : null
    return { message: read({ role, content, tool_calls: toolCalls, tool_call_id: toolCallId }), call }
  })
  const steps = callsFrom(entries)
  const facts = {
    trajectoryId: header.id,
    instanceId: name,
    strategy: header.harness,
    model: callsOf({ steps })[0]?.model || null,
    problemStatement: header.name ?? '',
  }
  return {
    head: header.capuchin?.head ?? foreignHead(facts),
    steps,
    end: header.capuchin?.end ?? foreignEnd({ patch: null, status: null }),
  }
}
