import { fromLines, markOf } from '../line-parser.ts'
import type { LogContext, LogParser } from '../log-parser.ts'
import { pythonPattern } from '../python-pattern.ts'
import { splitWords } from '../python-text.ts'

export const statusWords = ['PASSED', 'FAILED', 'SKIPPED', 'ERROR', 'XFAIL'] as const
export type StatusWord = (typeof statusWords)[number]

const skipCount = pythonPattern('^\\[\\d+\\]$')

/** pytest's short summary: `PASSED path::test`. Ids end at their first blank. */
export const parsePytest: LogParser = fromLines(readSummaryLine, { holds: statusWords })

/** pytest, with the paths inside parameters cut to their last segment. */
export const parsePytestOptions: LogParser = fromLines(
  (line, context) => {
    const result = readSummaryLine(line, context)
    return result && [shortenOption(result[0]), result[1]]
  },
  { holds: statusWords },
)

/** pytest, with matplotlib's mouse buttons as the numbers they were when the ids were recorded. */
export const parseMatplotlib: LogParser = (log, context) =>
  parsePytest(log.replaceAll('MouseButton.LEFT', '1').replaceAll('MouseButton.RIGHT', '3'), context)

/** Seaborn's mixture: `FAILED id`, `PASSED id`, or `id PASSED ...`. */
export const parseSeaborn: LogParser = fromLines(
  (line) => {
    const passedInside = line.includes(' PASSED ')
    const mark = markOf(line, ['FAILED', 'PASSED'])
    if (!passedInside && mark === undefined) return null
    const [first, second] = splitWords(line, 2)
    if (first === undefined || second === undefined) return null
    if (mark === 'FAILED') return [second, 'FAILED']
    if (passedInside) return second === 'PASSED' ? [first, 'PASSED'] : null
    return [second, 'PASSED']
  },
  { holds: ['PASSED', 'FAILED'] },
)

/** The status word that a line begins with. Most lines are told apart by their first character. */
export function leadingStatus(line: string): StatusWord | undefined {
  switch (line.charCodeAt(0)) {
    case 0x50: // P
    case 0x46: // F
    case 0x53: // S
    case 0x45: // E
    case 0x58: // X
      return markOf(line, statusWords)
    default:
      return undefined
  }
}

/** The status word that a line ends with. */
export function trailingStatus(line: string): StatusWord | undefined {
  for (const word of statusWords) if (line.endsWith(word)) return word
  return undefined
}

/** True for `SKIPPED [3] path:line: reason`, where v5 no longer takes `[3]` for a test. */
export function isSkipSummary(status: string, name: string, { harness }: LogContext): boolean {
  return harness === 'v5' && status === 'SKIPPED' && skipCount.test(name)
}

function readSummaryLine(line: string, context: LogContext): readonly [string, string] | null {
  const word = leadingStatus(line)
  if (word === undefined) return null
  const [status, name] = splitWords(word === 'FAILED' ? line.replaceAll(' - ', ' ') : line, 2)
  if (status === undefined || name === undefined || isSkipSummary(status, name, context)) return null
  return [name, status]
}

/** `name[/long/path/x]after` as `name[/x]`; other options stay, what follows the last bracket does not. */
function shortenOption(name: string): string {
  const open = name.indexOf('[')
  const close = name.lastIndexOf(']')
  if (open < 0 || close < open) return name
  const option = name.slice(open + 1, close)
  const isPath = option.startsWith('/') && !option.startsWith('//') && !option.includes('*')
  return `${name.slice(0, open)}[${isPath ? option.slice(option.lastIndexOf('/')) : option}]`
}
