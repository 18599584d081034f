import { fromStrippedLines } from '../line-parser.ts'
import { linesWith } from '../lines.ts'
import type { LogParser } from '../log-parser.ts'
import { hasLength, isSpace, skipSpace, skipWord, splitWords, strip } from '../python-text.ts'

const builds: ReadonlyMap<string, string> = new Map([
  ['SUCCESS', 'PASSED'],
  ['FAILURE', 'FAILED'],
])
const nobodysBuild = '---NO TEST NAME FOUND YET---'

/**
 * Maven, one command a test: `-Dtest=Name` in a traced command, then `BUILD SUCCESS`. v5 pairs them in order, and
 * what is left over on either side after the log; v4 takes the last name that came before.
 */
export const parseMaven: LogParser = (log, { harness }) => {
  const results = new Map<string, string>()
  const tests: string[] = []
  const early: string[] = []
  let paired = 0
  for (const raw of linesWith(log, { holds: ['-Dtest=', 'BUILD '] })) {
    const line = strip(raw)
    const test = lastTest(line)
    if (test !== null) tests.push(test)
    const status = buildStatus(line)
    if (status === undefined) continue
    if (harness === 'v4') results.set(tests.at(-1) ?? nobodysBuild, status)
    else if (paired < tests.length) results.set(tests[paired++] ?? '', status)
    else early.push(status)
  }
  if (harness === 'v5')
    for (const status of early.slice(0, tests.length - paired)) results.set(tests[paired++] ?? '', status)
  return results
}

function lastTest(line: string): string | null {
  const mark = '-Dtest='
  for (let at = line.lastIndexOf(mark); at >= 0; at = at === 0 ? -1 : line.lastIndexOf(mark, at - 1)) {
    const start = at + mark.length
    const end = skipWord(line, start)
    if (end > start) return line.slice(start, end)
  }
  return null
}

function buildStatus(line: string): string | undefined {
  const word = line.slice(-'SUCCESS'.length)
  return line.endsWith(`BUILD ${word}`) ? builds.get(word) : undefined
}

const antStatuses: ReadonlyMap<string, string> = new Map([
  ['[PASS]', 'PASSED'],
  ['[FAIL]', 'FAILED'],
  ['[ERR]', 'FAILED'],
])

/** Ant's JUnit lines: `[junit] [PASS] name`. */
export const parseAnt: LogParser = fromStrippedLines(
  (line) => {
    if (!line.startsWith('[junit]') || !isSpace(line.charCodeAt('[junit]'.length))) return null
    const mark = skipSpace(line, '[junit]'.length)
    const end = skipWord(line, mark)
    const status = antStatuses.get(line.slice(mark, end))
    return status === undefined || end === line.length ? null : [line.slice(skipSpace(line, end)), status]
  },
  { holds: ['[junit]'] },
)

const gradleStatuses = ['PASSED', 'FAILED'] as const

/** Gradle with upstream's listener: `name PASSED`; in v5 also `Class > method` and the status lines later. */
export const parseGradle: LogParser = (log, { harness }) => {
  const results = new Map<string, string>()
  let pending: string | null = null
  for (const raw of linesWith(log, { holds: [...gradleStatuses, '>'] })) {
    const line = strip(raw)
    const status = gradleStatuses.find((word) => line.endsWith(word))
    const name = status === undefined ? null : gradleName(line, line.length - status.length - 1)
    if (status !== undefined && name !== null) {
      results.set(name, status)
      pending = null
    } else if (harness === 'v5' && isGradleTest(line)) pending = line
    else if (status !== undefined && line === status && pending !== null) {
      results.set(pending, status)
      pending = null
    }
  }
  return results
}

/** The text before one whitespace character at `blank`: two characters at least, the first no `>`. */
function gradleName(line: string, blank: number): string | null {
  if (line.startsWith('>') || !isSpace(line.charCodeAt(blank))) return null
  const name = line.slice(0, blank)
  return hasLength(name, 2) ? name : null
}

/** `Class > method` and nothing more. */
function isGradleTest(line: string): boolean {
  if (!line.includes('>') || line.startsWith('>')) return false
  const words = splitWords(line, 4)
  return words.length === 3 && words[1] === '>'
}
