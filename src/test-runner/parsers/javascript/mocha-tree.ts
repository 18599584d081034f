import { fromLines } from '../line-parser.ts'
import { linesOf } from '../lines.ts'
import type { LogParser } from '../log-parser.ts'
import { pythonPattern } from '../python-pattern.ts'
import { after, skipSpace, strip } from '../python-text.ts'

const summary = pythonPattern('\\n[ \\t]*\\d+ passing')
const durations = pythonPattern('\\(\\d+ms\\)', { flags: 'g' })
const numbered = pythonPattern('^\\d+\\)')
const numberedAtMargin = pythonPattern('^\\d+\\)\\s(.*)')

/** highlight.js: Mocha's tree up to `N passing`, as `suite.name` with the nearest suite only. */
export const parseHighlightJs: LogParser = (log) => {
  const results = new Map<string, string>()
  const end = log.search(summary)
  let suite: string | null = null
  const record = (name: string, status: string): void => {
    const test = strip(name.replaceAll(durations, ''))
    results.set(suite === null ? test : `${suite}.${test}`, status)
  }
  for (const line of linesOf(end < 0 ? log : log.slice(0, end))) {
    const first = line[skipSpace(line)] ?? ''
    if (first === '✓' || first === '✔') record(after(line, first), 'PASSED')
    else if (numbered.test(strip(line))) record(after(line, ')'), 'FAILED')
    else if (line.startsWith('  ')) suite = strip(line)
  }
  return results
}

/** marked: Jasmine's list of failures, `1) name` at the margin; only failures are known. */
export const parseMarked: LogParser = fromLines(
  (line) => {
    const name = numberedAtMargin.exec(line)?.[1]
    return name === undefined ? null : [strip(name), 'FAILED']
  },
  { holds: [')'] },
)
