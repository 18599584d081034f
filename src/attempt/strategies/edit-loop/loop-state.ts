import type { Problem, Usage } from '../../../domain/index.ts'
import type { EditFormat } from '../../../edit/index.ts'
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
  /** Each edited file before its first edit; null for files that did not exist. */
  readonly originals: Map<string, Uint8Array | null>
}

export interface LoopInput {
  readonly problem: Problem
  readonly tools: AttemptTools
  readonly settings: EditLoopOptions
  /** Writes the edits, or where there is an editor plans them. */
  readonly model: Model
  /** Writes the edits by the plan of the other model; null where one model does both. */
  readonly editor: Model | null
  /** Of whoever writes the edits. */
  readonly format: EditFormat
  readonly chat: ChatFiles
  readonly state: LoopState
  readonly signal: AbortSignal
}

/** `done`: nothing more to ask for. `reflections`: there were too many. `stuck`: a reply led where an earlier one led. */
export interface LoopEnding {
  readonly kind: 'done' | 'reflections' | 'stuck'
  readonly reason: string
}

/** Something to say about a reply, for which there will be another. */
export interface Reflection {
  readonly kind: 'reflect'
  readonly cause: string
  readonly text: string
}

/** What follows a reply: another one that answers `text`, or the end. */
export type Next = Reflection | LoopEnding
