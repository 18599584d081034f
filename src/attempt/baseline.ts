import type { TestStatuses } from '../domain/index.ts'

/** What the visible tests and the failing command said before any edit. */
export interface Baseline {
  readonly statuses: TestStatuses
  /** Exit code of the whole test command; null when there is none. */
  readonly exitCode: number | null
  /** Tests that ended differently in repetitions. */
  readonly flaky: ReadonlySet<string>
  readonly failCommandExitCode: number | null
  /** Output of the failing command and tests, for a model's eyes. */
  readonly output: string
  /** Of one full run on the base; time limits of candidates are taken from it. */
  readonly durationMs: number
}
