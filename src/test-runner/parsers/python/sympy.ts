import { linesWith } from '../lines.ts'
import type { LogParser } from '../log-parser.ts'
import { skipWord, strip } from '../python-text.ts'

const endings: readonly (readonly [ending: string, status: string])[] = [
  [' ok', 'PASSED'],
  [' F', 'FAILED'],
  [' E', 'ERROR'],
]

/** Sympy's own runner: headers of failures (`___ path.py:test ___`), then lines `test_name ok`. */
export const parseSympy: LogParser = (log) => parse(log, (line) => line)

/** The same for SWE-Gym, where the last test of a file is not lost to the `[OK]` that follows it. */
export const parseSympyWithVerdicts: LogParser = (log) =>
  parse(log, (line) =>
    line.endsWith('[FAIL]') || line.endsWith('[OK]') ? strip(line.slice(0, line.lastIndexOf('['))) : line,
  )

function parse(log: string, clean: (line: string) => string): Map<string, string> {
  const statuses = new Map<string, string>()
  for (const line of linesWith(log, { holds: ['.py:'] })) {
    const test = headerTest(line)
    if (test !== null) statuses.set(test, 'FAILED')
  }
  for (const line of linesWith(log, { holds: ['test_'] })) {
    const stripped = strip(line)
    if (!stripped.startsWith('test_')) continue
    const cleaned = clean(stripped)
    const [, status] = endings.find(([ending]) => cleaned.endsWith(ending)) ?? []
    if (status !== undefined) statuses.set(cleaned.slice(0, skipWord(cleaned, 0)), status)
  }
  return statuses
}

/** `path.py:test` between the first and the last blank of a line, where there is a test behind the last `.py:`. */
function headerTest(line: string): string | null {
  const start = line.indexOf(' ') + 1
  const end = line.lastIndexOf(' ')
  if (start === 0 || end < start + '.py:'.length) return null
  return line.lastIndexOf('.py:', end - '.py:'.length) >= start ? line.slice(start, end) : null
}
