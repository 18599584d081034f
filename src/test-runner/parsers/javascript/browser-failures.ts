import { dropEscapes } from '../ansi.ts'
import { createLineEnds, rememberLast, type ForwardSearch } from '../forward-search.ts'
import type { LogParser } from '../log-parser.ts'
import { pythonPattern } from '../python-pattern.ts'
import { collapse, isSpace, skipWord } from '../python-text.ts'

/** A failure that was found: its text and where the search goes on. */
interface Failure {
  readonly test: string
  readonly end: number
}

const chartStart = pythonPattern('Chrome\\s[\\d.]+(?!\\n)\\s\\(', { flags: 'g' })
const bpmnStarts = [
  '2KPhantomJS\\s[\\d.]+\\s\\(Linux\\s[\\d.]+\\)\\s',
  '2KPhantomJS\\s[\\d.]+\\s\\(Linux\\sx86_64\\)\\s',
  'HeadlessChrome\\s[\\d.]+\\s\\(Linux\\s[\\d.]+\\)\\s',
].map((source) => pythonPattern(source, { flags: 'g' }))
const headlessStart = pythonPattern('Chrome\\sHeadless\\s', { flags: 'g' })
const linuxPlatform = pythonPattern('\\s\\(Linux\\sx86_64\\)\\s', { flags: 'g' })
const layersHeadlessStart = pythonPattern('Chrome\\sHeadless\\s[\\d.]+\\s\\(Linux\\s', { flags: 'g' })
const layersStart = pythonPattern('Chrome\\s[\\d.]+\\s\\(Linux\\s', { flags: 'g' })
const numberedStart = pythonPattern('^\\s{2}\\d+\\)', { lines: true, flags: 'g' })
const caseStart = pythonPattern('^case\\s', { lines: true, flags: 'g' })

/** Chart.js: `Chrome 1.0 (platform) name FAILED` at the end of a line; only failures are known. */
export const parseChartJs: LogParser = (log) => {
  const text = dropEscapes(log)
  const lineEnds = createLineEnds(text)
  const closing = rememberLast((from) => findClosing(text, from))
  return failed(
    failuresFrom(text, chartStart, (start) => {
      const close = closing(start + 1)
      const lineEnd = lineEnds(start)
      return close < 0 || close >= lineEnd ? null : failureBefore(text, close + 2, lineEnd)
    }),
  )
}

/** bpmn-js: failures of PhantomJS and of headless Chrome. */
export const parseBpmnJs: LogParser = (log) => {
  const [linux, x86, headless] = bpmnStarts
  const lineEnds = createLineEnds(log)
  const toLineEnd = (start: number): Failure | null => failureLine(log, start, lineEnds)
  return failed([
    ...failuresFrom(log, linux, toLineEnd),
    ...failuresFrom(log, x86, toLineEnd),
    ...headlessFailures(log),
    ...failuresFrom(log, headless, toLineEnd),
  ])
}

/** OpenLayers: failures of Chrome, of Mocha's list, and of the rendering cases; whitespace collapsed. */
export const parseOpenLayers: LogParser = (log) => {
  const lineEnds = createLineEnds(log)
  const errors = rememberLast((from) => log.indexOf('Error:', from))
  const found = [
    ...failuresFrom(log, layersHeadlessStart, (start) => {
      const name = platformEnd(log, start)
      return name < 0 ? null : failureOrNextLine(log, name, lineEnds)
    }),
    ...failuresFrom(log, layersStart, (start) => {
      const name = platformEnd(log, start)
      return name < 0 ? null : failureLine(log, name, lineEnds)
    }),
    ...failuresFrom(log, numberedStart, (start) => {
      const end = errors(start)
      return end < 0 ? null : { test: log.slice(start, end), end: end + 'Error:'.length }
    }),
    ...failuresFrom(log, caseStart, (start) => mismatch(log, start, lineEnds(start))),
  ]
  return failed(found.map(collapse))
}

function failed(tests: Iterable<string>): Map<string, string> {
  const results = new Map<string, string>()
  for (const test of tests) results.set(test, 'FAILED')
  return results
}

/** The failures that begin with a pattern, each looked for behind the one before. */
function* failuresFrom(
  log: string,
  start: RegExp | undefined,
  read: (from: number) => Failure | null,
): Generator<string> {
  if (!start) return
  const pattern = new RegExp(start)
  for (let match = pattern.exec(log); match; match = pattern.exec(log)) {
    const failure = read(pattern.lastIndex)
    if (failure) yield failure.test
    pattern.lastIndex = failure?.end ?? match.index + 1
  }
}

/** `name FAILED` up to a line's end that is a newline. */
function failureLine(log: string, start: number, lineEnds: ForwardSearch): Failure | null {
  const lineEnd = lineEnds(start)
  return lineEnd === log.length ? null : failureBefore(log, start, lineEnd)
}

function failureBefore(log: string, start: number, lineEnd: number): Failure | null {
  const end = lineEnd - 'FAILED'.length
  return end >= start && log.startsWith('FAILED', end) ? { test: log.slice(start, end), end: lineEnd } : null
}

/** `name FAILED`, with one whitespace character between them that may be the newline. */
function failureOrNextLine(log: string, start: number, lineEnds: ForwardSearch): Failure | null {
  const lineEnd = lineEnds(start)
  if (lineEnd === log.length) return null
  if (log.startsWith('FAILED\n', lineEnd + 1)) {
    return { test: log.slice(start, lineEnd), end: lineEnd + '\nFAILED'.length }
  }
  const failure = failureBefore(log, start + 1, lineEnd)
  const blank = lineEnd - 'FAILED'.length - 1
  return failure && isSpace(log.charCodeAt(blank)) ? { test: log.slice(start, blank), end: lineEnd } : null
}

/** Index after `platform) `, whose text holds no whitespace; -1 where that is not what stands there. */
function platformEnd(log: string, start: number): number {
  const end = skipWord(log, start)
  return end - start >= 2 && log[end - 1] === ')' && end < log.length ? end + 1 : -1
}

/** `)` and a blank on the same line. */
function findClosing(text: string, from: number): number {
  let at = text.indexOf(')', from)
  while (at >= 0 && !(text[at + 1] !== '\n' && isSpace(text.charCodeAt(at + 1))))
    at = text.indexOf(')', at + 1)
  return at
}

/**
 * `Chrome Headless ... (Linux x86_64) name FAILED`. Which platform of a line begins the name does not depend on where
 * the browser's name stood, so it is worked out once a line: the last one that a failure follows.
 */
function* headlessFailures(log: string): Generator<string> {
  if (!log.includes('Headless')) return
  const lineEnds = createLineEnds(log)
  const platforms = rememberLast((from) => indexOfPattern(log, linuxPlatform, from))
  const nameEnds = createLineEnds(log)
  const platformOf = rememberLine(lineEnds, (lineStart, lineEnd) => {
    let last: { readonly at: number; readonly failure: Failure } | null = null
    for (let at = platforms(lineStart); at >= 0 && at <= lineEnd; at = platforms(at + 1)) {
      const failure = failureLine(log, at + ' (Linux x86_64) '.length, nameEnds)
      if (failure) last = { at, failure }
    }
    return last
  })
  yield* failuresFrom(log, headlessStart, (start) => {
    const platform = platformOf(start)
    return platform && platform.at >= start ? platform.failure : null
  })
}

function indexOfPattern(log: string, source: RegExp, from: number): number {
  const pattern = new RegExp(source)
  pattern.lastIndex = from
  return pattern.exec(log)?.index ?? -1
}

/** Works something out for the line that a place lies in, once for places in the same line. */
function rememberLine<T>(
  lineEnds: ForwardSearch,
  work: (from: number, lineEnd: number) => T,
): (at: number) => T {
  let known: { readonly end: number; readonly value: T } | undefined
  return (at) => {
    const end = lineEnds(at)
    if (known?.end !== end) known = { end, value: work(at, end) }
    return known.value
  }
}

/** `case name: mismatch`, up to the last such end of the line; the word may stand on the next one. */
function mismatch(log: string, start: number, lineEnd: number): Failure | null {
  const isEnd = (colon: number): boolean =>
    colon >= start &&
    log[colon] === ':' &&
    isSpace(log.charCodeAt(colon + 1)) &&
    log.startsWith('mismatch', colon + 2)
  const toFailure = (colon: number): Failure => ({
    test: log.slice(start, colon),
    end: colon + ': mismatch'.length,
  })
  if (isEnd(lineEnd - 1)) return toFailure(lineEnd - 1)
  const line = log.slice(start, lineEnd)
  for (let at = line.lastIndexOf('mismatch'); at >= 2; at = line.lastIndexOf('mismatch', at - 1)) {
    if (isEnd(start + at - 2)) return toFailure(start + at - 2)
  }
  return null
}
