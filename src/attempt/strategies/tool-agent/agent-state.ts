import type { Problem, Usage } from '../../../domain/index.ts'
import type { Model } from '../../../llm/index.ts'
import type { Ending } from '../../hand-in.ts'
import type { AttemptTools } from '../../strategy.ts'
import type { CallStyle } from './call-style.ts'
import type { Condensation } from './condense.ts'
import type { ToolAgentOptions } from './options.ts'
import type { Trace } from './stuck.ts'
import type { Turn } from './turn.ts'
import type { Workspace } from './workspace.ts'

/** What an attempt has come to; read by its owner however it ends. */
export interface AgentState {
  step: number
  usage: Usage
  style: CallStyle
  condensation: Condensation
  /** Replies without a call so far. */
  silent: number
  /** All of them, whatever the model is shown. */
  readonly turns: Turn[]
  readonly traces: Trace[]
}

export interface AgentInput {
  readonly problem: Problem
  readonly tools: AttemptTools
  readonly settings: ToolAgentOptions
  readonly model: Model
  readonly workspace: Workspace
  readonly state: AgentState
  /** What the workspace has to say, oldest first; taken from by who tells it. */
  readonly warnings: string[]
  readonly signal: AbortSignal
}

/** Why there is no further turn. */
export type AgentEnding = Exclude<Ending, { readonly kind: 'rejected' }>
