import type { SamplingOptions } from '../../../llm/index.ts'

export interface ToolAgentOptions {
  readonly sampling: SamplingOptions
  /** `auto`: the provider's own, and text where it refuses tools or where the model writes its calls as text. */
  readonly toolCalls: 'auto' | 'native' | 'text'
  /** Replies that an attempt may take. */
  readonly maxSteps: number
  /** Tokens, in and out, that an attempt may use; null for no limit. */
  readonly maxTokens: number | null
  /** Of one shell command. */
  readonly commandTimeoutMs: number
  /** Of the conversation that the model is shown; beyond, old observations are left out. */
  readonly historyTokens: number
  /** Of one observation. */
  readonly outputCharacters: number
  /** Whether a worked example stands before the issue where calls are text. */
  readonly example: boolean
}

export const defaultToolAgentOptions: ToolAgentOptions = {
  sampling: {},
  toolCalls: 'auto',
  maxSteps: 100,
  maxTokens: null,
  commandTimeoutMs: 300_000,
  historyTokens: 100_000,
  outputCharacters: 30_000,
  example: false,
}
