import type { Message } from '../../domain/index.ts'
import type { ModelRequest } from '../model.ts'

/** A conversation as one text for a chat window that knows nothing of it: each message under who said it. */
export function renderRequest({ messages }: Pick<ModelRequest, 'messages'>): string {
  const [only] = messages
  if (messages.length === 1 && only?.role === 'user') return `${only.text.trim()}\n`
  const parts = messages.map((message) => `# ${titleOf(message)}\n\n${message.text.trim()}`)
  return `${parts.join('\n\n')}\n\n# Your turn\n\nWrite the next message, and nothing else.\n`
}

function titleOf(message: Message): string {
  switch (message.role) {
    case 'system':
      return 'Rules'
    case 'user':
      return 'Message to you'
    case 'assistant':
      return 'What you said'
    case 'tool':
      return `What ${message.toolName} gave`
  }
}
