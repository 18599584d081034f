import { before } from '../../test-runner/index.ts'
import type { Grade, LogToGrade } from './grade-log.ts'
import { judgeLists, resolutionOf, smithJudges } from './test-lists.ts'
import { endMarker, failedStep, startMarker } from './test-region.ts'

/** Parsers of commands that run the whole suite whatever the expected tests are. */
const wholeSuite: ReadonlySet<string> = new Set(
  ['gotest', 'mypy', 'python_slugify', 'tornado'].map((name) => `swe-smith/parse_log_${name}`),
)

/**
 * SWE-smith: a test that is not in the log passes, and only the files of the failing tests count, for they alone are
 * run. A log whose markers were not traced (`+ : '...'`) is not gradable, where upstream reads nothing and resolves.
 */
export function gradeSweSmith({ log, reference, parse }: LogToGrade): Grade {
  const step = failedStep(log)
  if (step === 'patch-apply-failed' || step === 'tests-timed-out') return { notGradable: step }
  const start = log.indexOf(traced(startMarker))
  const end = log.indexOf(traced(endMarker))
  if (start < 0 || end < start) return { notGradable: 'no-markers' }
  const statuses = parse(log.slice(start + traced(startMarker).length, end))
  const files = [...new Set(reference.failToPass.map((test) => before(test, '::')))]
  const isRun = (test: string): boolean => files.length === 0 || files.some((file) => test.startsWith(file))
  const filter = (tests: readonly string[]): readonly string[] =>
    wholeSuite.has(reference.logParser) ? tests : tests.filter(isRun)
  const lists = { failToPass: filter(reference.failToPass), passToPass: filter(reference.passToPass) }
  const tests = judgeLists(lists, statuses, smithJudges)
  return { tests, resolution: resolutionOf(tests) }
}

function traced(marker: string): string {
  return `+ : '${marker}'`
}
