import { z } from 'zod'
import type { Usage } from '../../domain/index.ts'

const detail = z.record(z.string(), z.unknown()).nullish()

/** Tokens as OpenAI's replies count them. */
export const openaiUsageSchema = z.object({
  prompt_tokens: z.number().nullish(),
  completion_tokens: z.number().nullish(),
  prompt_tokens_details: detail,
  completion_tokens_details: detail,
})

export function toOpenaiUsage(usage: Usage) {
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens, reasoningTokens } = usage
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    prompt_tokens_details: { cached_tokens: cacheReadTokens, cache_write_tokens: cacheWriteTokens },
    completion_tokens_details: { reasoning_tokens: reasoningTokens },
  }
}

export function fromOpenaiUsage(usage: z.infer<typeof openaiUsageSchema>, costUsd: number | null): Usage {
  return {
    inputTokens: usage.prompt_tokens ?? 0,
    outputTokens: usage.completion_tokens ?? 0,
    cacheReadTokens: countOf(usage.prompt_tokens_details, 'cached_tokens'),
    cacheWriteTokens: countOf(usage.prompt_tokens_details, 'cache_write_tokens'),
    reasoningTokens: countOf(usage.completion_tokens_details, 'reasoning_tokens'),
    costUsd,
  }
}

function countOf(details: z.infer<typeof detail>, name: string): number {
  const value = details?.[name]
  return typeof value === 'number' ? value : 0
}
