import { linesWith } from '../lines.ts'
import type { LogParser } from '../log-parser.ts'
import { after, before, splitWords, strip } from '../python-text.ts'
import { interruptedTests } from './interrupted-tests.ts'

const versionTest = '--version is equivalent to version'
/** `FAIL:`, `ERROR:` and `ok` at the beginning. */
const resultLines = { begins: 'FEo', holds: [' ... ', versionTest] }
const passed = [' ... ok', ' ... OK', ' ...  OK'] as const
const migration = 'Applying sites.0002_alter_domain_unique...test_no_migrations'
const reports: readonly (readonly [mark: string, status: string])[] = [
  ['FAIL:', 'FAILED'],
  ['ERROR:', 'ERROR'],
]

/** Django's runner: `test (module.Case) ... ok`, reports `FAIL: test`, and an `ok` that came lines later. */
export const parseDjango: LogParser = (log) => {
  const statuses = new Map<string, string>()
  let started: string | null = null
  for (const raw of linesWith(log, resultLines)) {
    let line = strip(raw)
    if (line.includes(versionTest)) statuses.set(versionTest, 'PASSED')
    if (line.includes(' ... ')) {
      started = before(line, ' ... ')
      line = readResult(line, statuses)
    }
    readReport(line, statuses)
    if (started !== null && line.startsWith('ok')) statuses.set(started, 'PASSED')
  }
  for (const test of interruptedTests(log)) statuses.set(test, 'PASSED')
  return statuses
}

/** Reads `name ... result`; gives back the line, without the migration that one known line begins with. */
function readResult(whole: string, statuses: Map<string, string>): string {
  let line = whole
  const suffix = passed.find((ending) => line.endsWith(ending))
  if (suffix !== undefined) {
    if (line.startsWith(migration)) line = strip(after(line, '...'))
    statuses.set(line.slice(0, -suffix.length), 'PASSED')
  }
  if (line.includes(' ... skipped')) statuses.set(before(line, ' ... skipped'), 'SKIPPED')
  if (line.endsWith(' ... FAIL')) statuses.set(before(line, ' ... FAIL'), 'FAILED')
  return line
}

/** Reads `FAIL: name (module)`, and the errors, which upstream looks at after it. */
function readReport(line: string, statuses: Map<string, string>): void {
  for (const [mark, status] of reports) {
    if (status === 'ERROR' && line.endsWith(' ... ERROR')) statuses.set(before(line, ' ... ERROR'), 'ERROR')
    const test = line.startsWith(mark) ? splitWords(line, 2)[1] : undefined
    if (test !== undefined) statuses.set(test, status)
  }
}
