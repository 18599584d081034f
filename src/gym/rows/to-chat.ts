import type { Conversation } from '../../domain/index.ts'
import type { ChatMessage } from './chat-message.ts'

/** A conversation as messages of a row: the loss is taken on what its own calls said, on nothing else. */
export function toChat({ messages, own }: Pick<Conversation, 'messages' | 'own'>): readonly ChatMessage[] {
  return messages.map((message, at) => {
    const base = { role: message.role, content: message.text, train: own[at] ?? false }
    if (message.role === 'tool')
      return { ...base, toolCallId: message.toolCallId, toolName: message.toolName }
    const calls = message.role === 'assistant' ? (message.toolCalls ?? []) : []
    return calls.length === 0 ? base : { ...base, toolCalls: calls }
  })
}
