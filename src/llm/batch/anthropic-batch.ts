import { z } from 'zod'
import { readJsonLines } from '../../std/index.ts'
import type { Message } from '../../domain/index.ts'
import type { StoredReply } from '../model-reply.ts'
import type { ModelId, ModelRequest } from '../model.ts'
import { slowTierShare } from '../prices.ts'
import { fromCustomId, toCustomId, type BatchOutcome, type BatchTier } from './batch-tier.ts'
import type { ProviderBatchOptions } from './openai-batch.ts'
import { createProviderHttp } from '../provider-http.ts'

/** Anthropic's message batches: requests in one body in, lines of results out. */
export function createAnthropicBatch({ id, key, baseUrl, priceOf }: ProviderBatchOptions): BatchTier {
  const headers = { 'x-api-key': key, 'anthropic-version': '2023-06-01' }
  const http = createProviderHttp({ name: `${id.provider}'s batch tier`, baseUrl, headers })
  const pathOf = (batch: string): string => `/messages/batches/${encodeURIComponent(batch)}`
  const post = (path: string, body: object, signal: AbortSignal | undefined) =>
    http.post(path, batchSchema, { contentType: 'application/json', content: JSON.stringify(body), signal })
  return {
    id,
    submit: async (requests, { signal }) => {
      const body = { requests: requests.map((request, index) => toEntry(id, request, index)) }
      return (await post('/messages/batches', body, signal)).id
    },
    poll: async (batch, { signal }) => {
      const { processing_status: status } = await http.getJson(pathOf(batch), batchSchema, signal)
      return { ended: status === 'ended', status }
    },
    // By our own path: the answer names an address, but a key goes only where the user sends it.
    results: async (batch, { signal }) => {
      const outcomes = new Map<number, BatchOutcome>()
      for (const line of readJsonLines(
        await http.getText(`${pathOf(batch)}/results`, signal),
        resultSchema,
      )) {
        const index = fromCustomId(line.custom_id)
        if (index !== null) outcomes.set(index, toOutcome(line.result, { id, priceOf }))
      }
      return outcomes
    },
    cancel: async (batch, { signal }) => {
      await post(`${pathOf(batch)}/cancel`, {}, signal)
    },
  }
}

const batchSchema = z.object({ id: z.string(), processing_status: z.string() })
const messageSchema = z.object({
  content: z.array(z.object({ type: z.string(), text: z.string().optional() })),
  stop_reason: z.string().nullable(),
  usage: z.object({
    input_tokens: z.number(),
    output_tokens: z.number(),
    cache_read_input_tokens: z.number().nullish(),
    cache_creation_input_tokens: z.number().nullish(),
  }),
})
const resultSchema = z.object({
  custom_id: z.string(),
  result: z.object({ type: z.string(), message: z.unknown().optional(), error: z.unknown().optional() }),
})

/** The provider asks for a limit; thoughts, verdict and summary of one file need far less. */
const defaultMaxTokens = 8_192

function toEntry({ model }: ModelId, { messages, sampling = {} }: ModelRequest, index: number) {
  const { temperature, topP, maxOutputTokens = defaultMaxTokens } = sampling
  const system = messages.filter(({ role }) => role === 'system').map(toBlock)
  const params = {
    model,
    max_tokens: maxOutputTokens,
    temperature,
    top_p: topP,
    ...(system.length > 0 ? { system } : {}),
    messages: messages
      .filter(({ role }) => role !== 'system')
      .map((message) => ({ role: message.role, content: [toBlock(message)] })),
  }
  return { custom_id: toCustomId(index), params }
}

function toBlock(message: Message) {
  const marked = 'cacheMark' in message && message.cacheMark === true
  return { type: 'text', text: message.text, ...(marked ? { cache_control: { type: 'ephemeral' } } : {}) }
}

function toOutcome(
  { type, message, error }: z.infer<typeof resultSchema>['result'],
  price: Pick<ProviderBatchOptions, 'id' | 'priceOf'>,
): BatchOutcome {
  const parsed = messageSchema.safeParse(message)
  if (type === 'succeeded' && parsed.success) return { kind: 'reply', reply: toReply(parsed.data, price) }
  return { kind: 'failed', reason: error === undefined ? type : JSON.stringify(error).slice(0, 200) }
}

function toReply(
  { content, stop_reason: stopReason, usage }: z.infer<typeof messageSchema>,
  { id, priceOf }: Pick<ProviderBatchOptions, 'id' | 'priceOf'>,
): StoredReply {
  const cacheReadTokens = usage.cache_read_input_tokens ?? 0
  const cacheWriteTokens = usage.cache_creation_input_tokens ?? 0
  const tokens = {
    // The provider counts cached tokens apart.
    inputTokens: usage.input_tokens + cacheReadTokens + cacheWriteTokens,
    outputTokens: usage.output_tokens,
    cacheReadTokens,
    cacheWriteTokens,
    reasoningTokens: 0,
  }
  const costUsd = priceOf(id, tokens)
  return {
    text: content.flatMap(({ type, text }) => (type === 'text' ? (text ?? '') : [])).join(''),
    toolCalls: [],
    usage: { ...tokens, costUsd: costUsd === null ? null : costUsd * slowTierShare },
    finishReason:
      stopReason === 'max_tokens' ? 'length' : stopReason === 'refusal' ? 'content-filter' : 'stop',
  }
}
