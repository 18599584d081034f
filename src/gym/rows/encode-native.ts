import type { ChatMessage } from './chat-message.ts'
import type { Encoded } from './encode-text.ts'

/** Messages with tool calls and results of their own; arguments must be objects. */
export function encodeNative(messages: readonly ChatMessage[]): Encoded {
  const calls = messages.flatMap(({ toolCalls = [] }) => toolCalls)
  const bad = calls.some(({ input }) => typeof input !== 'object' || input === null || Array.isArray(input))
  return bad ? { ok: false, reason: 'bad-arguments' } : { ok: true, messages }
}
