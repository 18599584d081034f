import { linesOf } from '../lines.ts'
import type { LogParser } from '../log-parser.ts'
import { pythonPattern } from '../python-pattern.ts'
import { isSpace, skipSpace, strip } from '../python-text.ts'
import { createIndentedSuites } from './indented-suites.ts'

const statuses: ReadonlyMap<string, string> = new Map([
  ['✓', 'PASSED'],
  ['✕', 'FAILED'],
])
const anyDuration = pythonPattern('\\(\\d+ms\\)')
const duration = pythonPattern('^\\(\\d+ms\\)$')

/** wp-calypso: Jest's tree after each traced command, joined by ` - `. Suites go on from one command to the next. */
export const parseCalypso: LogParser = (log) => {
  const results = new Map<string, string>()
  const suites = createIndentedSuites()
  for (const run of log.split(' ./node_modules/.bin/jest ').slice(1)) {
    for (const line of linesOf(run)) {
      if (line.startsWith('Test Suites') || line.startsWith('  ● ')) break
      const indent = skipSpace(line)
      const status = statuses.get(line[indent] ?? '')
      if (status === undefined) {
        suites.enter(line)
        continue
      }
      const name = indent === 0 ? null : testName(line.slice(indent + 1))
      if (name !== null) results.set(strip(suites.isEmpty() ? ` - ${name}` : suites.join(name)), status)
    }
  }
  return results
}

/** The name after a mark; null for the lines that upstream stumbles over (a duration that is not at the end). */
function testName(rest: string): string | null {
  if (!isSpace(rest.charCodeAt(0))) return null
  if (!anyDuration.test(rest)) return rest.slice(1)
  const open = rest.lastIndexOf('(')
  return duration.test(rest.slice(open)) ? rest.slice(1, open) : null
}
