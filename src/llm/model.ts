import type { Message, MissingLogprobs, TokenLogprob, ToolCall, Usage } from '../domain/index.ts'
import type { JsonValue } from '../std/index.ts'

export interface ModelId {
  readonly provider: string
  readonly model: string
}

export interface SamplingOptions {
  readonly temperature?: number
  readonly topP?: number
  readonly maxOutputTokens?: number
  readonly seed?: number
  readonly stop?: readonly string[]
}

export interface ToolDefinition {
  readonly name: string
  readonly description: string
  /** JSON schema of the input. */
  readonly inputSchema: JsonValue
}

/** A form that a reply has to have. */
export interface ReplyForm {
  readonly name: string
  /** JSON schema of the one value that the text of the reply is. */
  readonly schema: JsonValue
}

export interface ModelRequest {
  readonly messages: readonly Message[]
  readonly sampling?: SamplingOptions
  readonly tools?: readonly ToolDefinition[]
  /** Providers that cannot hold a model to it answer `llm/bad-request`, or with any text. */
  readonly replyForm?: ReplyForm
}

export type ModelPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'reasoning'; readonly text: string }
  | { readonly type: 'tool-call'; readonly call: ToolCall }

export type FinishReason = 'stop' | 'length' | 'tool-calls' | 'content-filter' | 'error' | 'other'

export interface ModelReply {
  readonly text: string
  readonly toolCalls: readonly ToolCall[]
  readonly usage: Usage
  readonly finishReason: FinishReason
  /** By generated token, in order, or why there are none; absent where nobody asked for them. */
  readonly logprobs?: readonly TokenLogprob[] | MissingLogprobs
  /** True when the answer came from a journal or recording and nothing was sent. */
  readonly fromJournal: boolean
}

/**
 * A language model. `complete` yields parts as they arrive and returns the whole reply. Retry, rate limit, meter,
 * budget, journal, record and replay are wrappers of this same interface.
 *
 * @throws CapuchinError `llm/auth`, `llm/rate-limited`, `llm/unreachable`, `llm/bad-request`, `llm/context-length`,
 * `llm/bad-reply`, `llm/budget`, `llm/replay-mismatch`; `std/cancelled` when the signal fires.
 */
export interface Model {
  readonly id: ModelId
  complete(
    request: ModelRequest,
    options: { readonly signal?: AbortSignal | undefined },
  ): AsyncGenerator<ModelPart, ModelReply>
}
