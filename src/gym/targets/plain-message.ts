import type { TrajectoryTool } from '../../domain/index.ts'
import type { JsonValue } from '../../std/index.ts'
import type { ChatMessage, ChatToolCall } from '../rows/chat-message.ts'

/** Role and content alone. */
export function plainMessage({ role, content }: ChatMessage): {
  readonly role: string
  readonly content: string
} {
  return { role, content }
}

/** A call as OpenAI's chat form has it, with arguments as JSON text or as they are. */
export function functionCall(
  { id, name, input }: ChatToolCall,
  argumentsAs: 'text' | 'json',
): { readonly [key: string]: JsonValue } {
  return {
    id,
    type: 'function',
    function: { name, arguments: argumentsAs === 'text' ? JSON.stringify(input) : input },
  }
}

/** A tool as OpenAI's chat form has it. */
export function functionTool({ name, description, inputSchema }: TrajectoryTool): JsonValue {
  return { type: 'function', function: { name, description, parameters: inputSchema } }
}
