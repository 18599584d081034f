import type { TestStatuses } from '../domain/index.ts'

export type TestFramework =
  | 'pytest'
  | 'unittest'
  | 'tox'
  | 'node-test'
  | 'vitest'
  | 'jest'
  | 'npm'
  | 'go'
  | 'cargo'
  | 'make'
  | 'custom'

/** How a repository's tests are run, and where that was learned. */
export interface TestCommand {
  readonly framework: TestFramework
  /** Shell text that runs every test from `cwd`, as a person would type it. */
  readonly command: string
  /** Folder to run it in, relative to the root; empty for the root. */
  readonly cwd: string
  /** Name of the log parser that reads its output, for commands whose framework does not report by itself. */
  readonly logParser?: string
  /** For people: `package.json scripts.test`, `pytest.ini`, `--test-cmd`. */
  readonly foundIn: string
}

export interface TestRunOptions {
  /** Run only these, in the ids that an earlier run of the same command reported. */
  readonly only?: readonly string[]
  readonly timeoutMs?: number
  readonly signal?: AbortSignal | undefined
}

export interface TestRun {
  /** Empty when the framework's log has no per-test lines; then only the exit code speaks. */
  readonly statuses: TestStatuses
  readonly exitCode: number
  readonly timedOut: boolean
  /** Both streams, as the command wrote them, head and tail kept. */
  readonly output: string
  readonly durationMs: number
}
