import { z } from 'zod'
import { missingLogprobsSchema, tokenLogprobsSchema, toolCallSchema, usageSchema } from '../domain/index.ts'
import type { ModelPart, ModelReply } from './model.ts'

/** A reply as journals and recordings keep it. */
export const storedReplySchema = z.object({
  text: z.string(),
  toolCalls: z.array(toolCallSchema),
  usage: usageSchema,
  finishReason: z.enum(['stop', 'length', 'tool-calls', 'content-filter', 'error', 'other']),
  logprobs: z.union([tokenLogprobsSchema, missingLogprobsSchema]).exactOptional(),
})
export type StoredReply = z.infer<typeof storedReplySchema>

export function toStoredReply(reply: ModelReply): StoredReply {
  const { text, toolCalls, usage, finishReason, logprobs } = reply
  return {
    text,
    toolCalls: [...toolCalls],
    usage,
    finishReason,
    ...(logprobs && { logprobs: typeof logprobs === 'string' ? logprobs : [...logprobs] }),
  }
}

/** Plays a stored reply as a model would send it, in one piece. */
export function* playReply(stored: StoredReply): Generator<ModelPart, ModelReply> {
  if (stored.text !== '') yield { type: 'text', text: stored.text }
  for (const call of stored.toolCalls) yield { type: 'tool-call', call }
  return { ...stored, fromJournal: true }
}
