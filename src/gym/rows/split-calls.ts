import type { ChatMessage, ChatToolCall } from './chat-message.ts'

/**
 * Messages in which none calls more than one tool. Of a message with several, each call is put where its result is, in
 * the order of results; what it says stays on the first. Calls of it that nothing answers are left out. A message with
 * one call stays as it is: nothing need answer the call that ends an attempt.
 */
export function splitCalls(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  const split: ChatMessage[] = []
  const open: { waiting: Waiting | null } = { waiting: null }
  for (const message of messages) {
    if (message.role === 'tool') {
      const answered = open.waiting && answer(open.waiting, message)
      if (answered) {
        split.push(answered.call)
        open.waiting = answered.waiting
      }
      split.push(message)
      continue
    }
    if (open.waiting) split.push(...unsaid(open.waiting))
    const calls = message.toolCalls ?? []
    open.waiting = calls.length > 1 ? { message, calls, saidText: false } : null
    if (!open.waiting) split.push(message)
  }
  if (open.waiting) split.push(...unsaid(open.waiting))
  return split
}

interface Answered {
  readonly call: ChatMessage
  /** What is left to be answered. */
  readonly waiting: Waiting
}

function answer(waiting: Waiting, { toolCallId }: ChatMessage): Answered | null {
  const call = waiting.calls.find(({ id }) => id === toolCallId)
  if (call === undefined) return null
  const calls = waiting.calls.filter((other) => other !== call)
  return { call: oneCall(waiting, call), waiting: { ...waiting, calls, saidText: true } }
}

interface Waiting {
  readonly message: ChatMessage
  readonly calls: readonly ChatToolCall[]
  readonly saidText: boolean
}

function oneCall({ message, saidText }: Waiting, call: ChatToolCall): ChatMessage {
  return { ...message, content: saidText ? '' : message.content, toolCalls: [call] }
}

/** A message none of whose calls was answered still said something. */
function unsaid({ message, saidText }: Waiting): readonly ChatMessage[] {
  if (saidText || message.content === '') return []
  const { role, content, train } = message
  return [{ role, content, train }]
}
