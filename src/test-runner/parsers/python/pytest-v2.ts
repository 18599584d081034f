import { fromLines } from '../line-parser.ts'
import type { LogContext, LogParser } from '../log-parser.ts'
import { pythonPattern } from '../python-pattern.ts'
import { before, splitWords } from '../python-text.ts'
import { isSkipSummary, leadingStatus, statusWords, trailingStatus } from './pytest.ts'

const colourCodes = pythonPattern('\\[\\d+m', { flags: 'g' })
// Not newlines, which part the lines, and not NUL.
const controls = /[\x01-\x09\x0b-\x1f]/g // oxlint-disable-line no-control-regex

/** pytest's lines with the status first or last, after colours and control characters are gone. */
export const parsePytestV2: LogParser = (log, context) =>
  (context.harness === 'v5' ? parseWhole : parseTokens)(dropColours(log), context)

/** Without `[32m` and then without control characters, so that what is left of an escape sequence is nothing. */
export function dropColours(log: string): string {
  return log.replaceAll(colourCodes, '').replaceAll(controls, '')
}

/** v5: the id is all of the line but the status, without a failure's message. */
const parseWhole = fromLines(readWhole, { holds: statusWords })

function readWhole(line: string, context: LogContext): readonly [string, string] | null {
  const word = leadingStatus(line)
  if (word !== undefined) {
    const [status, ...name] = splitWords(word === 'FAILED' ? before(line, ' - ') : line)
    if (status === undefined || name[0] === undefined || isSkipSummary(status, name[0], context)) return null
    return [name.join(' '), status]
  }
  if (trailingStatus(line) === undefined) return null
  const words = splitWords(line)
  const status = words.pop()
  return status === undefined || words.length === 0 ? null : [words.join(' '), status]
}

/** v4 and SWE-Gym: the id is one token, and so is the status, whatever it is. */
export const parseTokens: LogParser = fromLines(readTokens, { holds: statusWords })

function readTokens(line: string): readonly [string, string] | null {
  const word = leadingStatus(line)
  if (word === undefined && trailingStatus(line) === undefined) return null
  const [first, second] = splitWords(word === 'FAILED' ? line.replaceAll(' - ', ' ') : line, 2)
  if (first === undefined || second === undefined) return null
  return word === undefined ? [first, second] : [second, first]
}
