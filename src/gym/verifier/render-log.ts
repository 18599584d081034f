import type { ChatMessage } from '../rows/chat-message.ts'

const rule = '-'.repeat(100)

/**
 * A conversation as one text: the system message, then numbered turns of user and assistant with rules between them.
 * What the user says in several messages is one; two messages make a turn.
 */
export function renderLog(messages: readonly ChatMessage[]): string {
  const [first, ...rest] = messages
  const hasSystem = first?.role === 'system'
  const turns = mergeUsers(hasSystem ? rest : messages)
  const blocks = [
    ...(hasSystem ? [`*** System ***\n${first.content}`] : []),
    ...turns.map(
      ({ role, content }, at) =>
        `*** Turn ${Math.floor(at / 2) + 1} - ${role === 'assistant' ? 'ASSISTANT' : 'USER'} ***\n${content}`,
    ),
  ]
  return blocks.join(`\n${rule}\n`)
}

function mergeUsers(messages: readonly ChatMessage[]): readonly Pick<ChatMessage, 'role' | 'content'>[] {
  const merged: { role: ChatMessage['role']; content: string }[] = []
  for (const { role, content } of messages) {
    const last = merged.at(-1)
    if (role !== 'assistant' && last !== undefined && last.role !== 'assistant')
      last.content += `\n\n${content}`
    else merged.push({ role, content })
  }
  return merged
}
