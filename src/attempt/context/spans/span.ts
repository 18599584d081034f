import type { TextFile } from '../../../edit/index.ts'

/** A part of a file that a model can name. No line lies in two. */
export interface Span {
  /** Unique in its file: `Class.method`, `function`, `imports`, `block-120`. */
  readonly id: string
  /** Counted from 1; both included. */
  readonly start: number
  readonly end: number
  readonly tokens: number
}

/** A file as it is with the edits so far. */
export interface SpannedFile {
  readonly path: string
  readonly file: TextFile
  /** Without their line ends. */
  readonly lines: readonly string[]
  /** In order of place. */
  readonly spans: readonly Span[]
}

export function spanAt({ spans }: Pick<SpannedFile, 'spans'>, line: number): Span | undefined {
  return spans.find(({ start, end }) => start <= line && line <= end)
}
