import { bracketAt } from '../durations.ts'
import { linesOf } from '../lines.ts'
import type { LogParser } from '../log-parser.ts'
import { pythonPattern } from '../python-pattern.ts'
import { digitBefore, isSpace, strip } from '../python-text.ts'
import { parseFileResults } from './file-results.ts'
import { createIndentedSuites } from './indented-suites.ts'
import { parseMochaReports } from './mocha-reports.ts'

const runStart = pythonPattern('running\\s\\d+\\stest\\sfiles')
const duration = pythonPattern('^\\s\\(\\d+m+s\\)')
const failedMark = pythonPattern('^\\d+\\)\\s')

/** lighthouse: Mocha's tree in three versions, Jest's files from 3 on, Mocha's JSON before. */
export const parseLighthouse: LogParser = (log, context) => {
  if (['9.5', '10.0', '10.2'].includes(context.version)) return parseLighthouseMocha(log, context)
  // A version that is no number, which upstream does not take, is read as the latest ones are.
  return Number(context.version) < 3 ? parseMochaReports(log, context) : parseFileResults(log, context)
}

/** Mocha's tree between `running N test files` and `N passing`. */
export const parseLighthouseMocha: LogParser = (log) => {
  const results = new Map<string, string>()
  for (const run of log.split(runStart).slice(1)) {
    const suites = createIndentedSuites()
    for (const line of linesOf(strip(run.slice(0, summaryStart(run))))) {
      const result = markedTest(strip(line))
      if (result) results.set(suites.join(result[0]), result[1])
      else suites.enter(line)
    }
  }
  return results
}

function markedTest(line: string): readonly [test: string, status: string] | null {
  if (line.startsWith('✔') && isSpace(line.charCodeAt(1))) return [dropDurations(line, 2), 'PASSED']
  const mark = failedMark.exec(line)
  return mark && [dropDurations(line, mark[0].length), 'FAILED']
}

/** The text up to the last ` (12ms)`, which need not be at the end. */
function dropDurations(line: string, from: number): string {
  for (let open = line.lastIndexOf('('); open > from; open = line.lastIndexOf('(', open - 1)) {
    if (duration.test(bracketAt(line, open))) return line.slice(from, open - 1)
  }
  return line.slice(from)
}

/** Where the first `12 passing` begins. */
function summaryStart(run: string): number {
  for (let at = run.indexOf('passing'); at >= 0; at = run.indexOf('passing', at + 1)) {
    if (at < 2 || !isSpace(run.charCodeAt(at - 1))) continue
    let start = at - 1
    while (digitBefore(run, start) > 0) start -= digitBefore(run, start)
    if (start < at - 1) return start
  }
  return run.length
}
