import { z } from 'zod'
import type { Message, ToolCall } from '../../domain/index.ts'
import type { JsonValue } from '../../std/index.ts'
import type { FlatEntry, ReadEntry } from './flat-record.ts'
import { fromOpenaiCall, openaiMessageSchema, toOpenai } from './openai-messages.ts'

const metadataSchema = z.object({
  function_name: z.string(),
  tool_call_id: z.string(),
  model_response: z
    .object({
      id: z.string().nullish(),
      choices: z.array(z.object({ message: openaiMessageSchema.partial({ role: true }) })).nullish(),
    })
    .nullish(),
})

export const openhandsEventSchema = z.object({
  id: z.number().int().nullish(),
  timestamp: z.string().nullish(),
  source: z.string().nullish(),
  action: z.string().nullish(),
  observation: z.string().nullish(),
  content: z.string().nullish(),
  args: z.record(z.string(), z.json()).nullish(),
  tool_call_metadata: metadataSchema.nullish(),
})
export type OpenhandsEvent = z.infer<typeof openhandsEventSchema>

/** OpenHands' names of actions for its own tools; other tools go by their own name. */
const actionNames: Readonly<Record<string, string>> = {
  execute_bash: 'run',
  str_replace_editor: 'edit',
  finish: 'finish',
  think: 'think',
}

interface WrittenEvent {
  readonly [field: string]: JsonValue | undefined
}

/** Messages as events: a call of a tool is an action, its result an observation that names it as its cause. */
export function toEvents(entries: Iterable<FlatEntry>): readonly WrittenEvent[] {
  const events: WrittenEvent[] = []
  const causes = new Map<string, number>()
  for (const { message, call } of entries) {
    const at = call?.at ?? null
    const base = (): WrittenEvent => ({
      id: events.length,
      ...(at === null ? {} : { timestamp: new Date(at).toISOString() }),
    })
    if (message.role === 'tool') {
      const cause = causes.get(message.toolCallId)
      events.push({
        ...base(),
        source: 'agent',
        observation: actionNames[message.toolName] ?? message.toolName,
        content: message.text,
        extras: {},
        ...(cause === undefined ? {} : { cause }),
        tool_call_metadata: { function_name: message.toolName, tool_call_id: message.toolCallId },
      })
      continue
    }
    const calls = message.role === 'assistant' ? (message.toolCalls ?? []) : []
    if (calls.length === 0) events.push({ ...base(), ...saidEvent(message) })
    for (const [nth, one] of calls.entries()) {
      causes.set(one.id, events.length)
      events.push({
        ...base(),
        ...actionEvent(one, { message, isFirst: nth === 0, responseId: causes.get(calls[0]?.id ?? '') ?? 0 }),
      })
    }
  }
  return events
}

function saidEvent(message: Message): WrittenEvent {
  if (message.role === 'system') return { source: 'agent', action: 'system', args: { content: message.text } }
  return {
    source: message.role === 'assistant' ? 'agent' : 'user',
    action: 'message',
    args: { content: message.text },
  }
}

interface ActionContext {
  readonly message: Message
  readonly isFirst: boolean
  readonly responseId: number
}

function actionEvent(call: ToolCall, { message, isFirst, responseId }: ActionContext): WrittenEvent {
  const given =
    typeof call.input === 'object' && call.input !== null && !Array.isArray(call.input) ? call.input : {}
  return {
    source: 'agent',
    action: actionNames[call.name] ?? call.name,
    args: { ...given, thought: isFirst ? message.text : '' },
    tool_call_metadata: {
      function_name: call.name,
      tool_call_id: call.id,
      model_response: { id: `response-${responseId}`, choices: [{ message: toOpenai(message) }] },
      total_calls_in_response: message.role === 'assistant' ? (message.toolCalls ?? []).length : 0,
    },
  }
}

/** Events as messages. Actions of one response are one reply; what says nothing to the model is passed over. */
export function fromEvents(events: readonly OpenhandsEvent[]): readonly ReadEntry[] {
  const entries: ReadEntry[] = []
  let response: string | null = null
  for (const event of events) {
    const { source, action, observation, args, tool_call_metadata: tool } = event
    if (tool && action) {
      const id = tool.model_response?.id ?? null
      if (id === null || id !== response) entries.push(replyOf(event))
      response = id
      continue
    }
    if (tool && observation) {
      entries.push({
        message: {
          role: 'tool',
          toolCallId: tool.tool_call_id,
          toolName: tool.function_name,
          text: event.content ?? '',
        },
        call: null,
      })
      continue
    }
    const text = typeof args?.['content'] === 'string' ? args['content'] : ''
    if (action === 'system') entries.push({ message: { role: 'system', text }, call: null })
    else if (action === 'message')
      entries.push(
        source === 'agent'
          ? { message: { role: 'assistant', text }, call: timeOf(event) }
          : { message: { role: 'user', text }, call: null },
      )
    if (action === 'message') response = null
  }
  return entries
}

function replyOf(event: OpenhandsEvent): ReadEntry {
  const { args, tool_call_metadata: tool } = event
  const said = tool?.model_response?.choices?.[0]?.message
  const { thought, ...input } = args ?? {}
  const own: ToolCall = { id: tool?.tool_call_id ?? '', name: tool?.function_name ?? '', input }
  const toolCalls = said?.tool_calls?.length ? said.tool_calls.map(fromOpenaiCall) : [own]
  const text = typeof said?.content === 'string' ? said.content : typeof thought === 'string' ? thought : ''
  return { message: { role: 'assistant', text, toolCalls }, call: timeOf(event) }
}

function timeOf({ timestamp }: OpenhandsEvent): { readonly at: number | null } {
  const at = timestamp ? Date.parse(timestamp) : Number.NaN
  return { at: Number.isNaN(at) ? null : at }
}
