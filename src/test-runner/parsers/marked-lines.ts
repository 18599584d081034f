import { fromStrippedLines, markOf, type LineReader } from './line-parser.ts'
import type { LogContext, LogParser } from './log-parser.ts'
import { isSpace, skipSpace } from './python-text.ts'

/** A family of logs whose lines are `mark, blank, name`. */
export interface MarkedLines {
  /** What a line begins with, to the status it says. */
  readonly marks: Readonly<Record<string, string>>
  /** Between mark and name: one blank, one whitespace character, or any number of those. */
  readonly gap: 'blank' | 'one' | 'many'
  /** The test's name in what follows the gap, which is never empty; null where the line is no result. */
  readonly name?: (rest: string, status: string, context: LogContext) => string | null
}

export function fromMarkedLines({ marks, gap, name = (rest) => rest }: MarkedLines): LogParser {
  const spellings = Object.keys(marks)
  const begins = spellings.map((mark) => mark[0]).join('')
  const read: LineReader = (line, context) => {
    const mark = markOf(line, spellings)
    const status = mark === undefined ? undefined : marks[mark]
    if (mark === undefined || status === undefined || !isSpace(line.charCodeAt(mark.length))) return null
    if (gap === 'blank' && line[mark.length] !== ' ') return null
    const rest = line.slice(gap === 'many' ? skipSpace(line, mark.length) : mark.length + 1)
    const test = rest === '' ? null : name(rest, status, context)
    return test === null ? null : [test, status]
  }
  return fromStrippedLines(read, { begins })
}
