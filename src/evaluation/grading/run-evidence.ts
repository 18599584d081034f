import { pythonPattern } from '../../test-runner/index.ts'

/**
 * Summaries with a count that is not zero: a text that they hold, and how they read. Counts are looked for backwards
 * from the word, to stay linear.
 */
const suiteRan = [
  ['Executed ', 'Executed [1-9]\\d* of \\d'],
  ['TOTAL: ', 'TOTAL: [1-9]\\d* (?:SUCCESS|FAILED)'],
  [' passing', '(?<=[1-9]\\d*) passing'],
  ['Tests:', 'Tests:\\s+[1-9]'],
  ['Test Suites:', 'Test Suites:\\s+(?:\\d+ \\w+, )*[1-9]\\d* total'],
  ['# tests ', '^# tests [1-9]'],
  [' spec', '(?<=[1-9]\\d*) specs?, \\d+ failures?'],
  ["': ok", "': ok$"],
].map(([text = '', source = '']) => ({ text, pattern: pythonPattern(source, { lines: true }) }))

const exitCode = pythonPattern('>>>>> Test Exit Code:\\s*(-?\\d+)')

/** True where the log shows that a test runner ran some test, though no test is named. */
export function hasRunEvidence(log: string): boolean {
  return suiteRan.some(({ text, pattern }) => log.includes(text) && pattern.test(log))
}

/** Whether the first exit code that the log records is a failure; null where it records none. */
export function recordedFailure(log: string): boolean | null {
  const code = log.includes('>>>>> Test Exit Code:') ? exitCode.exec(log)?.[1] : undefined
  return code === undefined ? null : !/^-?0+$/.test(code)
}
