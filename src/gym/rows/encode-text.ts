import type { TrajectoryTool } from '../../domain/index.ts'
import { canonicalJson, type JsonValue } from '../../std/index.ts'
import type { ChatMessage, ChatToolCall } from './chat-message.ts'
import { describeTools, readTextCalls, writeTextCall, type TextCall } from './text-calls.ts'

/** Messages of a row, or why there is no such row. */
export type Encoded =
  | { readonly ok: true; readonly messages: readonly ChatMessage[] }
  | { readonly ok: false; readonly reason: 'parallel-calls' | 'bad-arguments' | 'ambiguous-text-call' }

/**
 * Messages of the roles system, user and assistant alone: calls are written at the end of what the assistant says,
 * results of tools come from the user, tools are described at the end of the system message. What could not be read
 * back as the same calls makes no row.
 */
export function encodeText(messages: readonly ChatMessage[], tools: readonly TrajectoryTool[]): Encoded {
  const encoded: ChatMessage[] = []
  for (const message of withTools(messages, describeTools(tools))) {
    const { role, content, train, toolCalls = [] } = message
    if (role === 'tool') {
      encoded.push({
        role: 'user',
        content: `EXECUTION RESULT of [${message.toolName ?? ''}]:\n${content}`,
        train,
      })
      continue
    }
    if (toolCalls.length > 1) return { ok: false, reason: 'parallel-calls' }
    const [toolCall] = toolCalls
    if (toolCall === undefined) {
      encoded.push({ role, content, train })
      continue
    }
    const call = toTextCall(toolCall)
    if (call === null) return { ok: false, reason: 'bad-arguments' }
    const text = `${content === '' ? '' : `${content}\n\n`}${writeTextCall(call)}`
    if (!readsBack(text, { call, content, tools })) return { ok: false, reason: 'ambiguous-text-call' }
    encoded.push({ role, content: text, train })
  }
  return { ok: true, messages: encoded }
}

function withTools(messages: readonly ChatMessage[], described: string): readonly ChatMessage[] {
  if (described === '') return messages
  const [first, ...rest] = messages
  return first?.role === 'system'
    ? [{ ...first, content: `${first.content}\n\n${described}` }, ...rest]
    : [{ role: 'system', content: described, train: false }, ...messages]
}

/** Null for arguments that are no object: the model wrote what is no JSON. */
function toTextCall({ name, input }: ChatToolCall): TextCall | null {
  if (typeof input !== 'object' || input === null || isList(input)) return null
  const entries = Object.entries(input).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  )
  return { name, input: Object.fromEntries(entries) }
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value)
}

interface Written {
  readonly call: TextCall
  readonly content: string
  readonly tools: readonly TrajectoryTool[]
}

/** Types of arguments are lost where a schema does not tell them; anything else must come back. */
function readsBack(text: string, { call, content, tools }: Written): boolean {
  const { said, calls } = readTextCalls(text, tools)
  const [read] = calls
  if (said.trimEnd() !== content.trimEnd() || calls.length !== 1 || read?.name !== call.name) return false
  const asText = (input: TextCall['input']): JsonValue =>
    Object.fromEntries(
      Object.entries(input).map(([key, value]) => [
        key,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    )
  return canonicalJson(asText(read.input)) === canonicalJson(asText(call.input))
}
