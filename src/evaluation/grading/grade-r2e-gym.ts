import { before, pythonPattern } from '../../test-runner/index.ts'
import type { Grade, LogToGrade } from './grade-log.ts'
import { testRegion } from './test-region.ts'

const colour = pythonPattern('\\x1b\\[\\d+m', { flags: 'g' })

/**
 * R2E-Gym has no lists: the whole map has to be the one that was recorded after the fix, ids without colours and
 * messages. What was recorded counts as failing tests to pass; tests that nobody expected are failures.
 */
export function gradeR2eGym({ log, reference, parse }: LogToGrade): Grade {
  const statuses = clean(parse(testRegion(log) ?? log))
  const expected = clean(Object.entries(reference.expectedStatuses ?? {}))
  const tests = [...new Set([...expected.keys(), ...statuses.keys()])]
  const isAsExpected = (test: string): boolean =>
    expected.has(test) && expected.get(test) === statuses.get(test)
  const success = tests.filter(isAsExpected)
  const failure = tests.filter((test) => !isAsExpected(test))
  return {
    tests: { failToPass: { success, failure }, passToPass: { success: [], failure: [] } },
    // Nothing expected and nothing seen proves nothing, whatever upstream says.
    resolution: failure.length === 0 && success.length > 0 ? 'full' : 'none',
  }
}

function clean(statuses: Iterable<readonly [test: string, status: string]>): ReadonlyMap<string, string> {
  const plain = new Map([...statuses].map(([test, status]) => [test.replaceAll(colour, ''), status]))
  const sorted = [...plain].sort(([a], [b]) => (a < b ? -1 : Number(a > b)))
  return new Map(sorted.map(([test, status]) => [before(test, ' - '), status]))
}
