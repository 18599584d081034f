import type { Problem, Usage } from '../../../domain/index.ts'
import type { ChangeCheck } from '../../../lint/index.ts'
import type { Model } from '../../../llm/index.ts'
import type { AttemptTools } from '../../strategy.ts'
import type { WorkflowOptions } from './options.ts'
import type { CodeReader } from './spans/code-reader.ts'
import type { WorkflowState } from './workflow-state.ts'

/** What an attempt has used; read by its owner however it ends. */
export interface Spent {
  /** Replies so far. */
  step: number
  usage: Usage
  /** Whether the provider is asked to keep replies to a form. */
  inForm: boolean
}

export interface WorkflowInput {
  readonly problem: Problem
  /** Its sandbox holds the base from the first to the last: edits live in the state. */
  readonly tools: AttemptTools
  readonly settings: WorkflowOptions
  readonly model: Model
  readonly reader: CodeReader
  readonly checks: ChangeCheck
  readonly spent: Spent
  readonly signal: AbortSignal
  readonly onState: (state: WorkflowState) => void
}
