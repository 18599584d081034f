import { pythonPattern } from '../../test-runner/log-parsers.door.ts'

/** Summaries with a count that is not zero. Counts are looked for backwards from the word, to stay linear. */
const suiteRan = [
  'Executed [1-9]\\d* of \\d',
  'TOTAL: [1-9]\\d* (?:SUCCESS|FAILED)',
  '(?<=[1-9]\\d*) passing',
  'Tests:\\s+[1-9]',
  'Test Suites:\\s+(?:\\d+ \\w+, )*[1-9]\\d* total',
  '^# tests [1-9]',
  '(?<=[1-9]\\d*) specs?, \\d+ failures?',
  "': ok$",
].map((source) => pythonPattern(source, { lines: true }))

const exitCode = pythonPattern('>>>>> Test Exit Code:\\s*(-?\\d+)')

/** True where the log shows that a test runner ran some test, though no test is named. */
export function hasRunEvidence(log: string): boolean {
  return suiteRan.some((pattern) => pattern.test(log))
}

/** Whether the first exit code that the log records is a failure; null where it records none. */
export function recordedFailure(log: string): boolean | null {
  const code = log.includes('>>>>> Test Exit Code:') ? exitCode.exec(log)?.[1] : undefined
  return code === undefined ? null : !/^-?0+$/.test(code)
}
