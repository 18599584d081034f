import { z } from 'zod'
import type { TestCommand } from '../../../test-runner/index.ts'

const lineSchema = z.object({ path: z.string(), line: z.number().int(), suspiciousness: z.number() })

/** What is known of a fault before the search: which tests show it, which lines they run. Plain data, journalled. */
export const faultSchema = z.object({
  /** Tests that must pass in the end, those that answer soonest first. */
  failing: z.array(z.string()),
  /** Tests that pass and live beside a failing one: run together with it. */
  beside: z.array(z.string()),
  /** Other passing tests that run suspicious files. */
  elsewhere: z.array(z.string()),
  /** Most suspicious first. */
  lines: z.array(lineSchema),
  /** Project lines on the stacks of the failures. */
  crashLines: z.array(z.object({ path: z.string(), line: z.number().int() })),
  /** How tests ended, for those that the baseline did not get to. */
  statuses: z.array(z.tuple([z.string(), z.enum(['passed', 'failed', 'skipped', 'error', 'xfail'])])),
  /** For one failing test, or one beside it, of a candidate. */
  timeoutMs: z.number(),
  /** For one of the other tests. */
  elsewhereTimeoutMs: z.number(),
  /** How candidates are run, and why, for people. */
  how: z.string(),
  warm: z.boolean(),
})
export type Fault = Readonly<z.infer<typeof faultSchema>>

/** The command whose failing tests a candidate has to fix. */
export interface Target {
  readonly command: TestCommand
  /** True for the command that shows the bug, false for the test suite. */
  readonly isFailCommand: boolean
}

const testFile =
  /(^|\/)(\w+[_-])?(tests?|testing|testcases|__tests__|specs?|fixtures)\/|(^|\/)(conftest\.py|test_[^/]*\.py|[^/]*_tests?\.py|[^/]*[.-](test|spec)\.[cm]?[jt]sx?)$/

/** True for a path that names test code: candidates never change what judges them. */
export function isTestPath(path: string): boolean {
  return testFile.test(path)
}

/** The file or class that holds a test. */
export function homeOf(test: string): string {
  const [file = test] = test.split('::')
  return file === test ? test.slice(0, test.lastIndexOf('.')) : file
}
