import { linesOf, linesWith, type LineMarks } from './lines.ts'
import type { LogContext, LogParser } from './log-parser.ts'
import { strip } from './python-text.ts'

/** What one line says: a test and how it ended; null where it says nothing. */
export type LineReader = (line: string, context: LogContext) => readonly [test: string, status: string] | null

/** A parser that looks at each line by itself, as it stands; `marks` tell which lines can say anything. */
export function fromLines(read: LineReader, marks?: LineMarks): LogParser {
  return (log, context) => {
    const statuses = new Map<string, string>()
    for (const line of marks ? linesWith(log, marks) : linesOf(log)) {
      const result = read(line, context)
      if (result) statuses.set(result[0], result[1])
    }
    return statuses
  }
}

/** A parser that looks at each line by itself, without the whitespace around it. */
export function fromStrippedLines(read: LineReader, marks?: LineMarks): LogParser {
  return fromLines((line, context) => read(strip(line), context), marks)
}

/** Finds which of `marks` a line begins with. */
export function markOf<Mark extends string>(line: string, marks: readonly Mark[]): Mark | undefined {
  for (const mark of marks) if (line.startsWith(mark)) return mark
  return undefined
}
