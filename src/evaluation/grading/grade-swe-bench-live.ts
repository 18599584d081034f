import type { LogStatuses } from '../../test-runner/index.ts'
import type { Grade, LogToGrade } from './grade-log.ts'
import { testRegion } from './test-region.ts'

/**
 * SWE-bench-Live: statuses hold `pass` or `fail`. A test that is not in the log fails nothing, but every failing test
 * must be seen to pass. Logs have no markers; where some are, the text between them counts.
 */
export function gradeSweBenchLive({ log, reference, parse }: LogToGrade): Grade {
  const statuses = parse(testRegion(log) ?? log)
  const failToPass = sortTests(reference.failToPass, statuses)
  const passToPass = sortTests(reference.passToPass, statuses)
  const isFull =
    passToPass.failure.length === 0 &&
    failToPass.failure.length === 0 &&
    failToPass.success.length === new Set(reference.failToPass).size
  const isPartial = !isFull && passToPass.failure.length === 0 && failToPass.success.length > 0
  return { tests: { failToPass, passToPass }, resolution: isFull ? 'full' : isPartial ? 'partial' : 'none' }
}

function sortTests(tests: readonly string[], statuses: LogStatuses) {
  const seen = (word: string): string[] =>
    [...new Set(tests)].filter((test) => statuses.get(test)?.toLowerCase().includes(word))
  return { success: seen('pass'), failure: seen('fail') }
}
