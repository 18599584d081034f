import type { Problem, Usage } from '../../../domain/index.ts'
import type { Model } from '../../../llm/index.ts'
import type { Turn } from '../../context/assemble-prompt.ts'
import type { AttemptTools } from '../../strategy.ts'
import type { SeenPatch } from '../../candidates.ts'
import type { ChatFiles } from './chat-files.ts'
import type { EditLoopOptions } from './options.ts'

/** What a loop has come to; read by its owner however it ends. */
export interface LoopState {
  readonly turns: Turn[]
  usage: Usage
  readonly seen: SeenPatch[]
  step: number
  /** Text of each edited file before its first edit; null for files that did not exist. */
  readonly originals: Map<string, string | null>
}

export interface LoopInput {
  readonly problem: Problem
  readonly tools: AttemptTools
  readonly settings: EditLoopOptions
  readonly model: Model
  readonly chat: ChatFiles
  readonly state: LoopState
  readonly signal: AbortSignal
}

/** `done`: nothing more to ask for. `reflections`: there were too many. `stuck`: a reply led where an earlier one led. */
export interface LoopEnding {
  readonly kind: 'done' | 'reflections' | 'stuck'
  readonly reason: string
}

/** What follows a reply: another one that answers `text`, or the end. */
export type Next = { readonly kind: 'reflect'; readonly cause: string; readonly text: string } | LoopEnding
