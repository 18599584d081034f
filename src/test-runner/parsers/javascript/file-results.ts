import { bracketAt } from '../durations.ts'
import { fromLines, markOf } from '../line-parser.ts'
import { linesOf } from '../lines.ts'
import type { LogParser } from '../log-parser.ts'
import { pythonPattern } from '../python-pattern.ts'
import { isSpace, strip } from '../python-text.ts'

const marks = ['PASS', 'FAIL'] as const
const statuses: Readonly<Record<(typeof marks)[number], string>> = { PASS: 'PASSED', FAIL: 'FAILED' }

/** A duration anywhere in a line, in the order in which upstream looks for them. */
const durations = ['ms', '\\ss', 's'].map((unit) => pythonPattern(`^\\s\\([\\d.]+${unit}\\)`))
const durationAtEnd = pythonPattern('^\\s\\([\\d.]+\\s?(?:ms|s)\\)$')

/** Jest's files: `PASS path (1.2 s)`. The name ends at the last duration of the first kind that there is. */
export const parseFileResults: LogParser = fromLines(
  (line) => {
    const mark = markOf(line, marks)
    if (mark === undefined || !isSpace(line.charCodeAt(4))) return null
    return [line.slice(5, durationStart(line)), statuses[mark]]
  },
  { begins: 'PF' },
)

/** The same with blanks and a duration at the end dropped; files that passed last, so that they win. */
export const parseGrommet: LogParser = (log) => parseInTurn(log, (name) => dropDurationAtEnd(name))

export const parseEmotion: LogParser = (log) => parseInTurn(log, (name) => name)

function durationStart(line: string): number {
  const last = [-1, -1, -1]
  for (let open = line.lastIndexOf('('); open > 5; open = line.lastIndexOf('(', open - 1)) {
    const tail = bracketAt(line, open)
    for (const [kind, pattern] of durations.entries()) {
      if (last[kind] === -1 && pattern.test(tail)) last[kind] = open - 1
    }
  }
  return last.find((at) => at >= 0) ?? line.length
}

function parseInTurn(log: string, toName: (text: string) => string): Map<string, string> {
  const results = new Map<string, string>()
  for (const mark of ['FAIL', 'PASS'] as const) {
    const lines = linesOf(log)
    for (const line of lines) {
      if (!line.startsWith(mark)) continue
      // Upstream's whitespace after the mark may be the newline, which makes the next line the name.
      const name = line.length === 4 ? lines.next().value : undefined
      if (typeof name === 'string') results.set(toName(strip(name)), statuses[mark])
      else if (isSpace(line.charCodeAt(4))) results.set(toName(strip(line.slice(5))), statuses[mark])
    }
  }
  return results
}

function dropDurationAtEnd(name: string): string {
  const at = name.endsWith(')') ? name.lastIndexOf('(') - 1 : -1
  return at >= 0 && durationAtEnd.test(name.slice(at)) ? name.slice(0, at) : name
}
