import { z } from 'zod'

export const toolCallSchema = z.object({ id: z.string(), name: z.string(), input: z.json() })
export type ToolCall = Readonly<z.infer<typeof toolCallSchema>>

export const messageSchema = z.discriminatedUnion('role', [
  z.object({
    role: z.literal('system'),
    text: z.string(),
    /** True where a provider that caches prompts should set a mark: everything up to here recurs. */
    cacheMark: z.boolean().optional(),
  }),
  z.object({ role: z.literal('user'), text: z.string(), cacheMark: z.boolean().optional() }),
  z.object({ role: z.literal('assistant'), text: z.string(), toolCalls: z.array(toolCallSchema).optional() }),
  z.object({
    role: z.literal('tool'),
    toolCallId: z.string(),
    toolName: z.string(),
    text: z.string(),
    cacheMark: z.boolean().optional(),
  }),
])
/** One message of a conversation, in our own form; providers' forms exist only in `llm`. */
export type Message = Readonly<z.infer<typeof messageSchema>>
