import { z } from 'zod'
import { readJsonLines } from '../../std/index.ts'
import type { StoredReply } from '../model-reply.ts'
import type { ModelId, ModelRequest } from '../model.ts'
import { openAiUpload } from '../openai-upload.ts'
import { slowTierShare, type PriceOf } from '../prices.ts'
import { fromCustomId, toCustomId, type BatchOutcome, type BatchTier } from './batch-tier.ts'
import { createProviderHttp, type ProviderHttp } from '../provider-http.ts'

export interface ProviderBatchOptions {
  readonly id: ModelId
  readonly key: string
  readonly baseUrl: string
  readonly priceOf: PriceOf
}

/** OpenAI's batch API: a file of requests in, a batch over it, a file of results and one of errors out. */
export function createOpenAiBatch({ id, key, baseUrl, priceOf }: ProviderBatchOptions): BatchTier {
  const headers = { authorization: `Bearer ${key}` }
  const http = createProviderHttp({ name: `${id.provider}'s batch tier`, baseUrl, headers })
  const load = (batch: string, signal: AbortSignal | undefined) =>
    http.getJson(`/batches/${encodeURIComponent(batch)}`, batchSchema, signal)
  return {
    id,
    submit: async (requests, { signal }) => {
      const lines = requests.map((request, index) => JSON.stringify(toLine(id, request, index)))
      const upload = openAiUpload({ purpose: 'batch', name: 'requests.jsonl', content: lines.join('\n') })
      const file = await http.post('/files', withIdSchema, { ...upload, signal })
      const content = JSON.stringify({ input_file_id: file.id, endpoint, completion_window: '24h' })
      const batch = await http.post('/batches', withIdSchema, {
        contentType: 'application/json',
        content,
        signal,
      })
      return batch.id
    },
    poll: async (batch, { signal }) => {
      const { status } = await load(batch, signal)
      return { ended: endings.has(status), status }
    },
    results: async (batch, { signal }) => {
      const { output_file_id: output, error_file_id: errors } = await load(batch, signal)
      const texts = await Promise.all([readFile(http, output, signal), readFile(http, errors, signal)])
      return toOutcomes(texts.join('\n'), (body) => toReply(body, { id, priceOf }))
    },
    cancel: async (batch, { signal }) => {
      const body = { contentType: 'application/json', content: '{}', signal }
      await http.post(`/batches/${encodeURIComponent(batch)}/cancel`, withIdSchema, body)
    },
  }
}

const endpoint = '/v1/responses'
const endings: ReadonlySet<string> = new Set(['completed', 'failed', 'expired', 'cancelled'])

const withIdSchema = z.object({ id: z.string() })
const batchSchema = z.object({
  status: z.string(),
  output_file_id: z.string().nullish(),
  error_file_id: z.string().nullish(),
})
const resultSchema = z.object({
  custom_id: z.string(),
  response: z.object({ status_code: z.number(), body: z.unknown() }).nullish(),
  error: z.object({ message: z.string().nullish() }).nullish(),
})
const bodySchema = z.object({
  status: z.string().optional(),
  incomplete_details: z.object({ reason: z.string().nullish() }).nullish(),
  output: z.array(
    z.object({
      type: z.string(),
      content: z.array(z.object({ type: z.string(), text: z.string().optional() })).optional(),
    }),
  ),
  usage: z.object({
    input_tokens: z.number(),
    input_tokens_details: z.object({ cached_tokens: z.number() }).optional(),
    output_tokens: z.number(),
    output_tokens_details: z.object({ reasoning_tokens: z.number() }).optional(),
  }),
})

function toLine({ model }: ModelId, { messages, sampling = {} }: ModelRequest, index: number) {
  const { temperature, topP, maxOutputTokens } = sampling
  const input = messages.map(({ role, text }) => ({ role, content: text }))
  const body = { model, input, temperature, top_p: topP, max_output_tokens: maxOutputTokens }
  return { custom_id: toCustomId(index), method: 'POST', url: endpoint, body }
}

function readFile(
  http: ProviderHttp,
  file: string | null | undefined,
  signal: AbortSignal | undefined,
): Promise<string> {
  return file ? http.getText(`/files/${encodeURIComponent(file)}/content`, signal) : Promise.resolve('')
}

function toOutcomes(
  text: string,
  toReply: (body: unknown) => StoredReply | null,
): ReadonlyMap<number, BatchOutcome> {
  const outcomes = new Map<number, BatchOutcome>()
  for (const { custom_id: customId, response, error } of readJsonLines(text, resultSchema)) {
    const index = fromCustomId(customId)
    if (index === null) continue
    const reply = response && response.status_code < 300 ? toReply(response.body) : null
    const reason = error?.message ?? `HTTP ${response?.status_code ?? 'unknown'}`
    outcomes.set(index, reply ? { kind: 'reply', reply } : { kind: 'failed', reason })
  }
  return outcomes
}

function toReply(
  body: unknown,
  { id, priceOf }: Pick<ProviderBatchOptions, 'id' | 'priceOf'>,
): StoredReply | null {
  const parsed = bodySchema.safeParse(body)
  if (!parsed.success) return null
  const { output, usage, status, incomplete_details: incomplete } = parsed.data
  const texts = output.flatMap(({ content = [] }) => content.flatMap((part) => part.text ?? []))
  const tokens = {
    inputTokens: usage.input_tokens,
    outputTokens: usage.output_tokens,
    cacheReadTokens: usage.input_tokens_details?.cached_tokens ?? 0,
    cacheWriteTokens: 0,
    reasoningTokens: usage.output_tokens_details?.reasoning_tokens ?? 0,
  }
  const price = priceOf(id, tokens)
  const cut = status === 'incomplete' && incomplete?.reason === 'max_output_tokens'
  return {
    text: texts.join(''),
    toolCalls: [],
    usage: { ...tokens, costUsd: price === null ? null : price * slowTierShare },
    finishReason: cut ? 'length' : 'stop',
  }
}
