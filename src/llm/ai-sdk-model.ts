import type { LanguageModel, ModelMessage, ToolSet } from 'ai'
import { z } from 'zod'
import { abortReason, CapuchinError, type JsonValue } from '../std/index.ts'
import type { Message, TokenLogprob, ToolCall } from '../domain/index.ts'
import { logprobsOfChunk } from './logprobs/chunk-logprobs.ts'
import type { FinishReason, Model, ModelId, ModelPart, ModelReply, ModelRequest } from './model.ts'
import { slowTierShare, type PriceOf, type TokenCounts } from './prices.ts'

export interface AiSdkModelOptions {
  readonly id: ModelId
  /** Builds the library's model on first use, so that no provider is loaded before it is needed. */
  readonly load: () => Promise<LanguageModel>
  readonly priceOf: PriceOf
  /** Asks for OpenAI's cheaper service tier; what is paid is what the reply says it was served by. */
  readonly tier?: 'flex'
  /** What asks this provider for log-probabilities; default: they are not asked for. */
  readonly logprobsOptions?: ProviderOptions
}

/** Settings of one provider, under the name that the library has for it. */
export type ProviderOptions = Readonly<Record<string, Record<string, JsonValue>>>

/** A Model over the LLM library: one streamed call, no retries and no tool loop of the library's own. */
export function createAiSdkModel(options: AiSdkModelOptions): Model {
  const { id, load, priceOf, logprobsOptions } = options
  return {
    id,
    async *complete(request, { signal }) {
      const reply = { text: '', toolCalls: [] as ToolCall[] }
      const tokens: TokenLogprob[] = []
      let served: unknown
      let finish: { readonly reason: FinishReason; readonly tokens: TokenCounts } | null = null
      try {
        for await (const part of await startStream(await load(), request, { signal, ...options })) {
          if (part.type === 'text-delta') {
            reply.text += part.text
            yield { type: 'text', text: part.text } satisfies ModelPart
          } else if (part.type === 'reasoning-delta') {
            yield { type: 'reasoning', text: part.text } satisfies ModelPart
          } else if (part.type === 'tool-call') {
            const call = { id: part.toolCallId, name: part.toolName, input: toJson(part.input) }
            reply.toolCalls.push(call)
            yield { type: 'tool-call', call } satisfies ModelPart
          } else if (part.type === 'raw') tokens.push(...logprobsOfChunk(part.rawValue))
          else if (part.type === 'finish-step') served = part.providerMetadata?.['openai']?.['serviceTier']
          else if (part.type === 'error') throw part.error
          else if (part.type === 'finish') {
            finish = { reason: part.finishReason, tokens: toTokens(part.totalUsage) }
          }
        }
      } catch (error) {
        if (signal?.aborted) throw abortReason(signal)
        // Loaded here and not above: it brings the whole library, which no other path needs so early.
        const { toModelError } = await import('./model-errors.ts')
        throw toModelError(error, id)
      }
      if (signal?.aborted) throw abortReason(signal)
      if (finish === null || finish.reason === 'error' || (finish.reason === 'other' && isEmpty(reply))) {
        throw new CapuchinError(
          'llm/bad-reply',
          `${nameOf(id)} ended its reply without saying that it was finished`,
        )
      }
      const price = priceOf(id, finish.tokens)
      const costUsd = served === 'flex' && price !== null ? price * slowTierShare : price
      const usage = { ...finish.tokens, costUsd }
      return {
        ...reply,
        usage,
        finishReason: finish.reason,
        ...(logprobsOptions && { logprobs: tokens.length === 0 ? ('not-given' as const) : tokens }),
        fromJournal: false,
      } satisfies ModelReply
    },
  }
}

function isEmpty(reply: { readonly text: string; readonly toolCalls: readonly unknown[] }): boolean {
  return reply.text === '' && reply.toolCalls.length === 0
}

export function nameOf(id: ModelId): string {
  return `${id.provider}/${id.model}`
}

async function startStream(
  model: LanguageModel,
  request: ModelRequest,
  {
    signal,
    tier,
    logprobsOptions,
  }: Pick<AiSdkModelOptions, 'tier' | 'logprobsOptions'> & { readonly signal: AbortSignal | undefined },
) {
  const { jsonSchema, Output, streamText, tool } = await import('ai')
  // The library wants its own JSON-schema type; ours is plain JSON that a strategy wrote.
  const toSchema = (schema: JsonValue) =>
    jsonSchema(JSON.parse(JSON.stringify(schema)) as Parameters<typeof jsonSchema>[0])
  const tools: ToolSet = Object.fromEntries(
    (request.tools ?? []).map(({ name, description, inputSchema }) => [
      name,
      tool({ description, inputSchema: toSchema(inputSchema) }),
    ]),
  )
  const { replyForm: form } = request
  const { temperature, topP, maxOutputTokens, seed, stop } = request.sampling ?? {}
  return streamText({
    model,
    messages: request.messages.map(toLibraryMessage),
    allowSystemInMessages: true,
    maxRetries: 0,
    // Errors arrive as parts of the stream; the library's default also prints them.
    onError: () => undefined,
    ...(request.tools?.length ? { tools } : {}),
    ...(form === undefined
      ? {}
      : { output: Output.object({ name: form.name, schema: toSchema(form.schema) }) }),
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined ? {} : { topP }),
    ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
    ...(seed === undefined ? {} : { seed }),
    ...(stop === undefined ? {} : { stopSequences: [...stop] }),
    ...(signal === undefined ? {} : { abortSignal: signal }),
    providerOptions: {
      ...logprobsOptions,
      ...(tier === undefined ? {} : { openai: { ...logprobsOptions?.['openai'], serviceTier: tier } }),
    },
    // The library drops what it does not know of a chunk, tokens' bytes and numbers among it.
    includeRawChunks: logprobsOptions !== undefined,
  }).fullStream
}

function toLibraryMessage(message: Message): ModelMessage {
  const marked = message.role !== 'assistant' && message.cacheMark === true
  // Anthropic reads the mark; the other providers cache by prefix and ignore it.
  const mark = marked ? { providerOptions: { anthropic: { cacheControl: { type: 'ephemeral' } } } } : {}
  switch (message.role) {
    case 'system':
      return { role: 'system', content: message.text, ...mark }
    case 'user':
      return { role: 'user', content: message.text, ...mark }
    case 'assistant':
      return {
        role: 'assistant',
        content: [
          ...(message.text === '' ? [] : [{ type: 'text' as const, text: message.text }]),
          ...(message.toolCalls ?? []).map((call) => ({
            type: 'tool-call' as const,
            toolCallId: call.id,
            toolName: call.name,
            input: call.input,
          })),
        ],
      }
    case 'tool':
      return {
        role: 'tool',
        content: [
          {
            type: 'tool-result',
            toolCallId: message.toolCallId,
            toolName: message.toolName,
            output: { type: 'text', value: message.text },
          },
        ],
        ...mark,
      }
  }
}

function toTokens(usage: {
  readonly inputTokens: number | undefined
  readonly outputTokens: number | undefined
  readonly inputTokenDetails: {
    readonly cacheReadTokens: number | undefined
    readonly cacheWriteTokens: number | undefined
  }
  readonly outputTokenDetails: { readonly reasoningTokens: number | undefined }
}): TokenCounts {
  return {
    inputTokens: usage.inputTokens ?? 0,
    outputTokens: usage.outputTokens ?? 0,
    cacheReadTokens: usage.inputTokenDetails.cacheReadTokens ?? 0,
    cacheWriteTokens: usage.inputTokenDetails.cacheWriteTokens ?? 0,
    reasoningTokens: usage.outputTokenDetails.reasoningTokens ?? 0,
  }
}

function toJson(value: unknown): ToolCall['input'] {
  return z.json().parse(JSON.parse(JSON.stringify(value ?? null)))
}
