import type { ChatMessage } from '../rows/chat-message.ts'
import type { SftTarget } from './sft-target.ts'

/** LLaMA-Factory's sharegpt form, in which user and assistant take turns: what follows on one side is one message. */
export const llamaFactory: SftTarget = {
  name: 'llama-factory',
  encodings: ['text'],
  keepsLossMarks: false,
  leastRows: 1,
  toRow: ({ messages }) => ({ messages: inTurns(messages) }),
  settings: () => [
    {
      name: 'dataset_info.json',
      text: `${JSON.stringify(
        {
          capuchin: {
            file_name: 'train.jsonl',
            formatting: 'sharegpt',
            columns: { messages: 'messages' },
            tags: {
              role_tag: 'role',
              content_tag: 'content',
              user_tag: 'user',
              assistant_tag: 'assistant',
              system_tag: 'system',
            },
          },
        },
        null,
        2,
      )}\n`,
    },
  ],
}

function inTurns(messages: readonly ChatMessage[]) {
  const turns: { role: string; content: string }[] = []
  for (const { role, content } of messages) {
    const last = turns.at(-1)
    if (last?.role === role) last.content += `\n\n${content}`
    else turns.push({ role, content })
  }
  return turns
}
