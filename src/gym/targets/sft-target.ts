import type { TrajectoryTool } from '../../domain/index.ts'
import type { JsonValue } from '../../std/index.ts'
import type { ChatMessage } from '../rows/chat-message.ts'

/** How tools are called in a row: in what the assistant says, or beside it. */
export type CallEncoding = 'text' | 'native'

/** One training example before it takes the form of a trainer. */
export interface SftRow {
  readonly messages: readonly ChatMessage[]
  /** Tools that native calls are of; empty for calls as text, whose system message tells of them. */
  readonly tools: readonly TrajectoryTool[]
  readonly tokens: number
}

/** What one trainer reads: the form of its rows, and what it has to be told of the file. */
export interface SftTarget {
  readonly name: string
  /** The encodings it can read; the first is taken unless another is asked for. */
  readonly encodings: readonly [CallEncoding, ...CallEncoding[]]
  /** Whether it can be told, message by message, where to take the loss. */
  readonly keepsLossMarks: boolean
  /** Rows below which its service or program takes no file. */
  readonly leastRows: number
  readonly toRow: (row: SftRow) => JsonValue
  /** Files beside `train.jsonl` that the trainer is pointed at. */
  readonly settings: (encoding: CallEncoding) => readonly { readonly name: string; readonly text: string }[]
}
