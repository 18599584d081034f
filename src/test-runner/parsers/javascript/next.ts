import { dropEscapes } from '../ansi.ts'
import { createLineEnds } from '../forward-search.ts'
import { markOf } from '../line-parser.ts'
import { linesOf } from '../lines.ts'
import type { LogParser } from '../log-parser.ts'
import { pythonPattern } from '../python-pattern.ts'
import { afterLast, isSpace, lstrip, skipSpace, strip } from '../python-text.ts'
import { createIndentedSuites } from './indented-suites.ts'

const noise = ['ERROR', 'LOG', 'WARN', 'Check', 'in'] as const
const marks: readonly (readonly [mark: string, status: string])[] = [
  ['✗', 'FAILED'],
  ['✓', 'PASSED'],
]
const failedTest = pythonPattern('^\\s{4}\\d+\\)\\s(.*)', { lines: true, flags: 'g' })
const passedTest = pythonPattern('^\\s{4}✓\\s(.*)\\(', { lines: true, flags: 'g' })

/** alibaba-fusion/next: Karma's tree, but Cypress in version 1.27. */
export const parseNext: LogParser = (log, context) =>
  context.version === '1.27' ? parseNextCypress(log, context) : parseNextKarma(log, context)

/** Trees after each `xvfb-run`, joined by ` - `. Suites go on from one command to the next. */
export const parseNextKarma: LogParser = (log) => {
  const results = new Map<string, string>()
  const suites = createIndentedSuites()
  for (const run of dropAssertions(dropEscapes(log)).split(' xvfb-run ').slice(1)) {
    for (const line of linesOf(afterLast(run, 'Starting browser Chrome'))) {
      if (line.startsWith('TOTAL')) break
      if (markOf(lstrip(line), noise) !== undefined) continue
      const result = markedTest(line)
      if (result) results.set(suites.join(result[0]), result[1])
      else suites.enter(line)
    }
  }
  return results
}

function markedTest(line: string): readonly [test: string, status: string] | null {
  for (const [mark, status] of marks) {
    const at = line.indexOf(mark)
    if (at >= 0) return [line.slice(skipSpace(line, at + 1)), status]
  }
  return null
}

/** Takes out `AssertionError: #...`, up to the first empty line. */
function dropAssertions(log: string): string {
  const start = 'AssertionError:'
  const kept: string[] = []
  let done = 0
  for (let at = log.indexOf(start); at >= 0; at = log.indexOf(start, Math.max(done, at + 1))) {
    const hash = skipSpace(log, at + start.length)
    if (hash === at + start.length || log[hash] !== '#') continue
    const end = log.indexOf('\n\n', hash + 1)
    if (end < 0) break
    kept.push(log.slice(done, at))
    done = end + 2
  }
  return kept.join('') + log.slice(done)
}

/** Cypress: per `Running: ... )` the suite's name below it, then its tests as `suite: test`, failures first. */
export const parseNextCypress: LogParser = (log) => {
  const results = new Map<string, string>()
  const suites = cypressSuites(log)
  for (const [index, { name, end }] of suites.entries()) {
    const text = log.slice(end, suites[index + 1]?.start ?? log.length)
    for (const [, test = ''] of text.matchAll(failedTest)) results.set(`${name}: ${strip(test)}`, 'FAILED')
    for (const [, test = ''] of text.matchAll(passedTest)) results.set(`${name}: ${strip(test)}`, 'PASSED')
  }
  return results
}

/** `Running: ...)`, two empty lines, two blanks, the suite's name. */
function cypressSuites(log: string) {
  const lineEnds = createLineEnds(log)
  const suites: { readonly name: string; readonly start: number; readonly end: number }[] = []
  let at = log.indexOf('Running:')
  while (at >= 0) {
    const lineEnd = lineEnds(at)
    const name = lineEnd + '\n\n\n  '.length
    const nameEnd = log.indexOf('\n', name)
    const isHeader =
      lineEnd > at + 'Running:'.length &&
      log.startsWith(')\n\n\n', lineEnd - 1) &&
      isSpace(log.charCodeAt(name - 2)) &&
      isSpace(log.charCodeAt(name - 1))
    if (isHeader && nameEnd >= 0) suites.push({ name: log.slice(name, nameEnd), start: at, end: nameEnd + 1 })
    at = log.indexOf('Running:', isHeader && nameEnd >= 0 ? nameEnd + 1 : lineEnd)
  }
  return suites
}
