import { z } from 'zod'

export const testStatusSchema = z.enum(['passed', 'failed', 'skipped', 'error', 'xfail'])
export type TestStatus = z.infer<typeof testStatusSchema>

/** Test id, in the runner's own spelling, to how it ended. */
export type TestStatuses = ReadonlyMap<string, TestStatus>

/** True for the endings that do not count against a patch. */
export function isPassing(status: TestStatus | undefined): boolean {
  return status === 'passed' || status === 'xfail'
}

export function isFailing(status: TestStatus | undefined): boolean {
  return status === 'failed' || status === 'error'
}

export const testComparisonSchema = z.object({
  /** Failed before, pass now. */
  fixed: z.array(z.string()),
  /** Did not fail before (or were not there), do not pass now, and are not known to be flaky. */
  broken: z.array(z.string()),
  /** Failed before and still do. */
  stillFailing: z.array(z.string()),
  /** Ended differently in repetitions of the base: neither blamed nor praised. */
  flaky: z.array(z.string()),
  /** Passed before and pass now. */
  stillPassing: z.array(z.string()),
})
export type TestComparison = Readonly<z.infer<typeof testComparisonSchema>>

/**
 * Sets every test of either run against the other. A test that vanished counts as broken if it passed before, a new
 * one that fails counts as broken too.
 */
export function compareTests(
  before: TestStatuses,
  after: TestStatuses,
  options: { readonly flaky?: ReadonlySet<string> } = {},
): TestComparison {
  const comparison = { fixed: [], broken: [], stillFailing: [], flaky: [], stillPassing: [] } as {
    [K in keyof TestComparison]: string[]
  }
  for (const test of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const was = before.get(test)
    const is = after.get(test)
    if (options.flaky?.has(test)) comparison.flaky.push(test)
    else if (isPassing(was)) (isPassing(is) ? comparison.stillPassing : comparison.broken).push(test)
    else if (isFailing(was)) (isPassing(is) ? comparison.fixed : comparison.stillFailing).push(test)
    else if (isFailing(is)) comparison.broken.push(test)
  }
  return comparison
}
