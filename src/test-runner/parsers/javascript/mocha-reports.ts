import { createLineEnds } from '../forward-search.ts'
import type { LogParser } from '../log-parser.ts'
import { after, afterLast, beforeLast, isSpace } from '../python-text.ts'

const titleKey = '"fullTitle":'

/** Mocha's JSON as text, after each traced command. */
export const parseMochaReports: LogParser = (log) => {
  const results = new Map<string, string>()
  for (const run of log.split('./node_modules/.bin/mocha --reporter json').slice(1)) {
    for (const test of titles(beforeLast(afterLast(run, '"passes": ['), ']'))) results.set(test, 'PASSED')
    for (const test of titles(beforeLast(afterLast(run, '"failures": ['), '],'))) results.set(test, 'FAILED')
  }
  return results
}

/** Cypress's JSON as text; what follows the last `../..` is no report. */
export const parseCypress: LogParser = (log) => {
  const results = new Map<string, string>()
  for (const run of log.split('../..').slice(0, -1)) {
    for (const test of titles(beforeLast(afterLast(run, '  "passes": ['), '  }'))) results.set(test, 'PASSED')
    for (const test of titles(beforeLast(afterLast(run, '  "failures": ['), '  ],')))
      results.set(test, 'FAILED')
  }
  return results
}

/** Prism: the object that Mocha's JSON reporter printed after each traced command; one that is no JSON is left out. */
export const parsePrism: LogParser = (log) => {
  const results = new Map<string, string>()
  for (const run of log.split('./node_modules/.bin/mocha tests/run.js --reporter json').slice(1)) {
    const report = parseObject(`{${beforeLast(after(run, '{'), '}')}}`)
    const failures = titlesOf(report, 'failures')
    const passes = titlesOf(report, 'passes')
    if (!failures || !passes) continue
    for (const test of failures) results.set(test, 'FAILED')
    for (const test of passes) results.set(test, 'PASSED')
  }
  return results
}

/** Titles as they are spelled in JSON, one a line, up to the last `",` of the line. */
function* titles(text: string): Generator<string> {
  const lineEnds = createLineEnds(text)
  let at = text.indexOf(titleKey)
  while (at >= 0) {
    const start = at + titleKey.length + 2
    const opens = isSpace(text.charCodeAt(start - 2)) && text[start - 1] === '"'
    const end = opens ? lineEnds(start) : -1
    const isTitle = end >= start + 2 && end < text.length && text.startsWith('",', end - 2)
    if (isTitle) yield text.slice(start, end - 2)
    at = text.indexOf(titleKey, isTitle ? end + 1 : at + 1)
  }
}

function parseObject(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** The `fullTitle` of each entry of a list; null where the report is not of that shape. */
function titlesOf(report: unknown, list: string): string[] | null {
  const entries: unknown = isRecord(report) ? report[list] : null
  if (!Array.isArray(entries)) return null
  const found = entries.map((entry: unknown) => (isRecord(entry) ? entry['fullTitle'] : null))
  return found.every((title) => typeof title === 'string') ? found : null
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
