import { stringify } from 'yaml'
import type { ChatMessage } from '../rows/chat-message.ts'
import { functionCall, functionTool, plainMessage } from './plain-message.ts'
import type { SftTarget } from './sft-target.ts'

/** TRL's conversational form; loss on the assistant needs a chat template that marks its turns. */
export const trl: SftTarget = {
  name: 'trl',
  encodings: ['text', 'native'],
  keepsLossMarks: false,
  leastRows: 1,
  toRow: ({ messages, tools }) => ({
    messages: messages.map(toMessage),
    ...(tools.length === 0 ? {} : { tools: tools.map(functionTool) }),
  }),
  settings: () => [
    {
      name: 'trl.yaml',
      text: stringify({
        datasets: [{ path: 'json', data_files: 'train.jsonl', split: 'train' }],
        assistant_only_loss: true,
        max_length: 32_768,
      }),
    },
  ],
}

function toMessage(message: ChatMessage) {
  const { toolCalls = [], toolName } = message
  return {
    ...plainMessage(message),
    ...(toolName === undefined ? {} : { name: toolName }),
    ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls.map((call) => functionCall(call, 'json')) }),
  }
}
