import type { JsonValue } from '../../std/index.ts'

/** A call of a tool as chat models are trained on it. */
export interface ChatToolCall {
  readonly id: string
  readonly name: string
  readonly input: JsonValue
}

/** One message of a training row. `train`: whether the loss is taken on it; the model under training wrote it. */
export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool'
  readonly content: string
  readonly train: boolean
  readonly toolCalls?: readonly ChatToolCall[]
  /** Of a tool's result. */
  readonly toolCallId?: string
  readonly toolName?: string
}
