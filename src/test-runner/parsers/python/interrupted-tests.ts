import { createLineEnds, rememberLast } from '../forward-search.ts'
import { isSpace } from '../python-text.ts'

const silencedOk = ' silenced).\nok'
/** Whitespace, three dots, whitespace. */
const interruptionLength = 5

/**
 * Tests whose line was interrupted by a message, with the `ok` on a line of its own after it: `name ... message`. By
 * shape, in the order of the log.
 */
export function* interruptedTests(log: string): Generator<string> {
  const lineEnds = createLineEnds(log)
  const silenced = rememberLast((from) => {
    let at = log.indexOf(silencedOk, from)
    while (at >= 0 && !endsLine(log, at + silencedOk.length)) at = log.indexOf(silencedOk, at + 1)
    return at
  })
  yield* testsBefore(log, 'Testing against Django installed in ', (from) => {
    const end = silenced(from)
    return end < 0 ? -1 : end + silencedOk.length
  })
  yield* testsBefore(log, 'Internal Server Error: /', (from) => {
    const end = lineEnds(from)
    return end > from && log[end - 1] === '/' ? endOfOk(log, end) : -1
  })
  yield* testsBefore(log, 'System check identified no issues (0 silenced)', (from) => endOfOk(log, from))
}

/** Names before ` ... message`, where `endAfter` (index after the message) says where the record ends, or -1. */
function* testsBefore(log: string, message: string, endAfter: (from: number) => number): Generator<string> {
  let consumed = 0
  let lineStart = 0
  let scanned = 0
  for (let at = log.indexOf(message); at >= 0; at = log.indexOf(message, at + 1)) {
    const name = at - interruptionLength
    if (name < 0 || !isInterruption(log, name)) continue
    const newline = lastNewline(log, name - 1, scanned)
    if (newline >= 0) lineStart = newline + 1
    scanned = name
    if (lineStart < consumed) continue
    const end = endAfter(at + message.length)
    if (end < 0) continue
    yield log.slice(lineStart, name)
    consumed = end
  }
}

/** True where whitespace, three dots and whitespace stand. */
function isInterruption(log: string, at: number): boolean {
  return isSpace(log.charCodeAt(at)) && log.startsWith('...', at + 1) && isSpace(log.charCodeAt(at + 4))
}

/** The last newline in [floor, at]; -1 if none. What lies before `floor` was looked at before. */
function lastNewline(log: string, at: number, floor: number): number {
  for (let index = at; index >= floor; index--) if (log.charCodeAt(index) === 0x0a) return index
  return -1
}

function endOfOk(log: string, at: number): number {
  return log.startsWith('\nok', at) && endsLine(log, at + 3) ? at + 3 : -1
}

function endsLine(log: string, at: number): boolean {
  return at === log.length || log.charCodeAt(at) === 0x0a
}
