/** A line of a diff: kept, removed or added. */
export interface HunkLine {
  readonly mark: ' ' | '-' | '+'
  /** Without the mark. */
  readonly text: string
  /** True for a kept line that was written without the blank that marks it. */
  readonly unmarked?: boolean
}

/** A piece of a diff, as one that models write: nothing but the lines themselves is sure to be right. */
export interface Hunk {
  readonly lines: readonly HunkLine[]
  /** Line, from 1, where it starts in the file with all hunks before it applied; null when it was not said. */
  readonly startLine: number | null
  /** Lines of the file under which it stands, the outermost first. */
  readonly scopes: readonly string[]
  /** True when it was said to end where the file ends. */
  readonly atEnd: boolean
  /** What becomes of the newline at the end of the file. */
  readonly finalNewline: 'as-it-is' | 'added' | 'removed'
}

/** Reads a line of a hunk that is neither a header nor a remark. */
export function readHunkLine(raw: string): HunkLine {
  const mark = raw[0]
  if (mark === '+' || mark === '-' || mark === ' ') return { mark, text: raw.slice(1) }
  return { mark: ' ', text: raw, unmarked: true }
}

/** Without the empty lines around it, which separate hunks and mean nothing. */
export function trimHunkLines(lines: readonly HunkLine[]): readonly HunkLine[] {
  const counts = ({ text, unmarked }: HunkLine): boolean => unmarked !== true || text !== ''
  const first = lines.findIndex(counts)
  return first < 0 ? [] : lines.slice(first, lines.findLastIndex(counts) + 1)
}

export function changesAnything(lines: readonly HunkLine[]): boolean {
  return lines.some(({ mark }) => mark !== ' ')
}
