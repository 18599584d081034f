import { linesWith } from '../lines.ts'
import type { LogParser } from '../log-parser.ts'
import { before, strip } from '../python-text.ts'

const heading = 'short test summary info'
const statuses = ['PASSED', 'FAILED', 'ERROR'] as const

/** R2E-Gym: pytest's summary below its first heading; the id is what stands behind the file, joined by dots. */
export const parseR2eGym: LogParser = (log) => {
  const results = new Map<string, string>()
  const start = log.indexOf(heading)
  if (start < 0) return results
  for (const line of linesWith(strip(before(log.slice(start + heading.length), heading)), {
    holds: statuses,
  })) {
    const status = statuses.find((word) => line.includes(word))
    if (status === undefined) continue
    const name = line.split('::').slice(1).join('.')
    results.set(status === 'PASSED' ? name : before(name, ' - '), status)
  }
  return results
}
