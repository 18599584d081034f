import type { LogParser } from '../log-parser.ts'
import { splitWords, strip } from '../python-text.ts'

const endings: ReadonlyMap<string, string> = new Map([
  ['E', 'ERROR'],
  ['F', 'FAILED'],
  ['ok', 'PASSED'],
])

/** Sympy's own runner: headers of failures (`___ path.py:test ___`), then lines `test_name ok`. */
export const parseSympy: LogParser = (log) => parse(log, (line) => line)

/** The same for SWE-Gym, where the last test of a file is not lost to the `[OK]` that follows it. */
export const parseSympyWithVerdicts: LogParser = (log) =>
  parse(log, (line) =>
    line.endsWith('[FAIL]') || line.endsWith('[OK]') ? strip(line.slice(0, line.lastIndexOf('['))) : line,
  )

function parse(log: string, clean: (line: string) => string): Map<string, string> {
  const statuses = new Map<string, string>()
  const lines = log.split('\n')
  for (const line of lines) {
    const test = headerTest(line)
    if (test !== null) statuses.set(test, 'FAILED')
  }
  for (const line of lines) {
    if (!line.includes('test_')) continue
    const stripped = strip(line)
    if (!stripped.startsWith('test_')) continue
    const cleaned = clean(stripped)
    const status = endings.get(cleaned.slice(cleaned.lastIndexOf(' ') + 1))
    const [test] = splitWords(cleaned, 1)
    if (status !== undefined && test !== undefined) statuses.set(test, status)
  }
  return statuses
}

/** `path.py:test` between the first and the last blank of a line, where there is a test behind the last `.py:`. */
function headerTest(line: string): string | null {
  if (!line.includes('.py:')) return null
  const start = line.indexOf(' ') + 1
  const end = line.lastIndexOf(' ')
  if (start === 0 || end < start + '.py:'.length) return null
  return line.lastIndexOf('.py:', end - '.py:'.length) >= start ? line.slice(start, end) : null
}
