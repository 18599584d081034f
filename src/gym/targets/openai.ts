import type { ChatMessage } from '../rows/chat-message.ts'
import { functionCall, functionTool, plainMessage } from './plain-message.ts'
import type { SftTarget } from './sft-target.ts'

/** OpenAI's fine-tuning form: calls of their own, and a weight of 0 where no loss is to be taken. */
export const openai: SftTarget = {
  name: 'openai',
  encodings: ['native', 'text'],
  keepsLossMarks: true,
  leastRows: 10,
  toRow: ({ messages, tools }) => ({
    messages: messages.map(toMessage),
    ...(tools.length === 0 ? {} : { tools: tools.map(functionTool), parallel_tool_calls: false }),
  }),
  settings: () => [],
}

function toMessage(message: ChatMessage) {
  const { role, content, toolCalls = [], toolCallId, train } = message
  if (role === 'tool') return { ...plainMessage(message), tool_call_id: toolCallId ?? '' }
  if (role !== 'assistant') return plainMessage(message)
  return {
    role,
    content: content === '' && toolCalls.length > 0 ? null : content,
    ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls.map((call) => functionCall(call, 'text')) }),
    weight: train ? 1 : 0,
  }
}
