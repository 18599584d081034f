import { stringify } from 'yaml'
import type { ChatMessage } from '../rows/chat-message.ts'
import { functionCall, functionTool, plainMessage } from './plain-message.ts'
import type { CallEncoding, SftTarget } from './sft-target.ts'

/** axolotl's `chat_template` type, with a mark on each message. Arguments are JSON text: their types vary. */
export const axolotl: SftTarget = {
  name: 'axolotl',
  encodings: ['text', 'native'],
  keepsLossMarks: true,
  leastRows: 1,
  toRow: ({ messages, tools }) => ({
    messages: messages.map(toMessage),
    ...(tools.length === 0 ? {} : { tools: JSON.stringify(tools.map(functionTool)) }),
  }),
  settings: (encoding) => [{ name: 'axolotl.yaml', text: stringify(axolotlDatasets(encoding)) }],
}

/** What `axolotl.yaml` says of the rows. */
export function axolotlDatasets(encoding: CallEncoding) {
  return {
    datasets: [
      {
        path: 'train.jsonl',
        ds_type: 'json',
        type: 'chat_template',
        field_messages: 'messages',
        message_property_mappings: { role: 'role', content: 'content' },
        roles_to_train: ['assistant'],
        message_field_training: 'train',
        ...(encoding === 'native' ? { field_tools: 'tools' } : {}),
      },
    ],
  }
}

function toMessage(message: ChatMessage) {
  const { toolCalls = [], toolCallId, toolName, train } = message
  return {
    ...plainMessage(message),
    ...(toolName === undefined ? {} : { name: toolName }),
    ...(toolCallId === undefined ? {} : { tool_call_id: toolCallId }),
    ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls.map((call) => functionCall(call, 'text')) }),
    train,
  }
}
