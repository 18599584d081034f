/** Generations of the SWE-bench harness whose parsers and grading differ: 4.1.0 and 5.0.2. */
export type Harness = 'v4' | 'v5'

export interface LogContext {
  /** The instance's version, where one parser serves several runners: `10.0`. */
  readonly version: string
  /** `owner__name-1234`, where the runner depends on the pull request. */
  readonly instanceId: string
  readonly harness: Harness
}

/**
 * Test id to status, in the order the ids were first seen; a later line overwrites. Statuses are mostly PASSED,
 * FAILED, SKIPPED, ERROR and XFAIL, but tokens of the log (`ERROR:`) where upstream stores those.
 */
export type LogStatuses = ReadonlyMap<string, string>

/** Reads a log whose newlines are LF (see `translateNewlines`), in linear time; never throws. */
export type LogParser = (log: string, context: LogContext) => LogStatuses
