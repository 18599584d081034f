import type { TestStatuses } from '../../domain/index.ts'

/** One line of the project, as a test saw it. */
export interface ProjectLine {
  /** Relative to the root. */
  readonly path: string
  readonly line: number
}

export interface FileChange {
  /** Relative to the root. */
  readonly path: string
  readonly content: string
}

export interface CandidateRunOptions {
  /** For one test; a warm runner counts processor time, so that a busy machine does not fail a candidate. */
  readonly timeoutMs: number
  /** Files of the root that have another content while the tests run, and their own again afterwards. */
  readonly changes: readonly FileChange[]
  /** Stop at the first test that does not pass. */
  readonly failFast: boolean
  readonly signal?: AbortSignal | undefined
}

export interface CandidateRun {
  /** Of the tests that were reached. */
  readonly statuses: TestStatuses
  readonly timedOut: boolean
  readonly durationMs: number
}

/** Runs chosen tests of one sandbox again and again, each time with some files changed. */
export interface CandidateRunner extends AsyncDisposable {
  /** `warm` forks from a process that has the runner loaded; `plain` starts the command each time. */
  readonly kind: 'warm' | 'plain'
  run(tests: readonly string[], options: CandidateRunOptions): Promise<CandidateRun>
}
