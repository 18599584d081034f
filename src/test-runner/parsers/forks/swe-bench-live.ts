import type { LogParser } from '../log-parser.ts'
import { parsePytest } from '../python/pytest.ts'

/** SWE-bench-Live's `pytest`: v4's grammar, with the statuses `pass`, `skip` and `fail`. */
export const parseLivePytest: LogParser = (log, context) => {
  const statuses = parsePytest(log, { ...context, harness: 'v4' })
  return new Map([...statuses].map(([test, status]) => [test, toLiveStatus(status)]))
}

function toLiveStatus(status: string): string {
  const word = status.toLowerCase()
  if (word.includes('pass')) return 'pass'
  return word.includes('skip') ? 'skip' : 'fail'
}
