import type { Reading } from '../edit.ts'
import type { HunkLine } from './hunk.ts'

/**
 * What a hunk may look for and put there. First as it is written; then as if kept lines had lost the blank that marks
 * them; then as if some had, which shows in an odd number of blanks where code is indented by even ones.
 */
export function hunkReadings(lines: readonly HunkLine[]): readonly [Reading, ...Reading[]] {
  const written = toReading(lines)
  const others = [lines.map(unmark), lines.map(unmarkEven)].map(toReading)
  const known = new Set([written.search])
  const more = others.filter(({ search }) => {
    const fresh = search !== null && !known.has(search)
    if (search !== null) known.add(search)
    return fresh
  })
  return [written, ...more]
}

function toReading(lines: readonly HunkLine[]): Reading {
  const join = (side: '-' | '+'): string =>
    lines.flatMap(({ mark, text }) => (mark === ' ' || mark === side ? [`${text}\n`] : [])).join('')
  return { search: join('-'), replace: join('+') }
}

function unmark(line: HunkLine): HunkLine {
  const marked = line.mark === ' ' && line.unmarked !== true && line.text.trim() !== ''
  return marked ? { ...line, text: ` ${line.text}` } : line
}

function unmarkEven(line: HunkLine): HunkLine {
  const indent = line.text.length - line.text.trimStart().length
  return indent % 2 === 1 ? unmark(line) : line
}
