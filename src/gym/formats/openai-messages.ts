import { z } from 'zod'
import type { Message, ToolCall, TrajectoryTool } from '../../domain/index.ts'
import type { JsonValue } from '../../std/index.ts'
import { parseArguments } from './tool-arguments.ts'

const contentSchema = z
  .union([
    z.string(),
    z.array(z.object({ type: z.string().optional(), text: z.string().optional() })),
    z.null(),
  ])
  .optional()

export const openaiCallSchema = z.object({
  id: z.string().nullish(),
  function: z.object({ name: z.string(), arguments: z.json().optional() }),
})

/** A message as OpenAI's chat form has it, with the fields that agents add. */
export const openaiMessageSchema = z.object({
  role: z.string(),
  content: contentSchema,
  tool_calls: z.array(openaiCallSchema).nullish(),
  tool_call_id: z.string().nullish(),
  /** SWE-agent's list in place of the one above. */
  tool_call_ids: z.array(z.string()).nullish(),
  name: z.string().nullish(),
})
export type OpenaiMessage = z.infer<typeof openaiMessageSchema>

export const openaiToolSchema = z.object({
  function: z.object({
    name: z.string(),
    description: z.string().nullish(),
    parameters: z.json().optional(),
  }),
})

/** Text of a content: parts one after another, as every provider shows them. */
export function textOfContent(content: z.infer<typeof contentSchema>): string {
  if (typeof content === 'string') return content
  return (content ?? []).map(({ text }) => text ?? '').join('\n')
}

export interface OpenaiObject {
  readonly [key: string]: JsonValue
}

export function toOpenai(message: Message): OpenaiObject {
  if (message.role === 'tool')
    return { role: 'tool', content: message.text, tool_call_id: message.toolCallId, name: message.toolName }
  const calls = message.role === 'assistant' ? (message.toolCalls ?? []) : []
  return {
    role: message.role,
    content: message.text,
    ...(calls.length === 0 ? {} : { tool_calls: calls.map(toOpenaiCall) }),
  }
}

export function toOpenaiCall({ id, name, input }: ToolCall): OpenaiObject {
  return {
    id,
    type: 'function',
    function: { name, arguments: typeof input === 'string' ? input : JSON.stringify(input) },
  }
}

export function fromOpenaiCall({
  id,
  function: { name, arguments: given },
}: z.infer<typeof openaiCallSchema>): ToolCall {
  return { id: id ?? '', name, input: parseArguments(given ?? {}) }
}

/** Messages in our form; names of tools that results lack are those of the calls that they answer. */
export function createOpenaiReader(): (message: OpenaiMessage) => Message {
  const names = new Map<string, string>()
  return (message) => {
    const text = textOfContent(message.content)
    const toolCalls = (message.tool_calls ?? []).map(fromOpenaiCall)
    for (const { id, name } of toolCalls) names.set(id, name)
    const answered = message.tool_call_id ?? message.tool_call_ids?.[0]
    if (message.role === 'tool') {
      const toolCallId = answered ?? ''
      return { role: 'tool', toolCallId, toolName: message.name ?? names.get(toolCallId) ?? '', text }
    }
    if (message.role === 'assistant')
      return { role: 'assistant', text, ...(toolCalls.length === 0 ? {} : { toolCalls }) }
    return { role: message.role === 'system' || message.role === 'developer' ? 'system' : 'user', text }
  }
}

export function fromOpenaiTool({ function: tool }: z.infer<typeof openaiToolSchema>): TrajectoryTool {
  return { name: tool.name, description: tool.description ?? '', inputSchema: tool.parameters ?? {} }
}
