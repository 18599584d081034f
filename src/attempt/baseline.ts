import { isFailing, type TestStatuses } from '../domain/index.ts'
import type { Sandbox } from '../sandbox/index.ts'
import { runTests, type TestCommand } from '../test-runner/index.ts'
import { inFork, statusesOf } from './evidence.ts'

/** What the visible tests and the failing command said before any edit. */
export interface Baseline {
  readonly statuses: TestStatuses
  /** Exit code of the whole test command; null when there is none. */
  readonly exitCode: number | null
  readonly timedOut: boolean
  /** Tests that ended differently in repetitions. */
  readonly flaky: ReadonlySet<string>
  readonly failCommandExitCode: number | null
  /** Output of the failing command and of the tests, for a model's eyes. */
  readonly output: string
  /** Of one full run on the base; time limits of candidates are taken from it. */
  readonly durationMs: number
}

export interface BaselineRequest {
  readonly sandbox: Sandbox
  readonly testCommand: TestCommand | null
  readonly failCommand: string | null
  /** Full runs; a test that does not end alike in all of them is flaky. */
  readonly repetitions: number
  readonly timeoutMs?: number
  readonly signal?: AbortSignal | undefined
}

/** Runs the tests on the untouched base, each time in a fresh fork. */
export async function measureBaseline(request: BaselineRequest): Promise<Baseline> {
  const { sandbox, testCommand, failCommand, signal } = request
  const limits = request.timeoutMs === undefined ? { signal } : { timeoutMs: request.timeoutMs, signal }
  const failed = failCommand === null ? null : await inFork(sandbox, (fork) => fork.exec(failCommand, limits))
  const runs = []
  for (let repetition = 0; testCommand !== null && repetition < request.repetitions; repetition += 1) {
    const run = await inFork(sandbox, (fork) => runTests(fork, testCommand, limits))
    runs.push({ run, statuses: statusesOf(run, testCommand) })
    // A second hanging run teaches nothing that would be worth its time.
    if (run.timedOut) break
  }
  const [first] = runs
  return {
    statuses: first?.statuses ?? new Map(),
    exitCode: first?.run.exitCode ?? null,
    timedOut: first?.run.timedOut ?? false,
    flaky: flakyTests(runs.map(({ statuses }) => statuses)),
    failCommandExitCode: failed?.exitCode ?? null,
    output: [failed && `${failed.stdout}${failed.stderr}`, first?.run.output].filter(Boolean).join('\n'),
    durationMs: first?.run.durationMs ?? failed?.durationMs ?? 0,
  }
}

/** Tests that failed in one run and not in another, or were missing from one. */
export function flakyTests(runs: readonly TestStatuses[]): ReadonlySet<string> {
  const all = new Set(runs.flatMap((statuses) => [...statuses.keys()]))
  return new Set(
    [...all].filter(
      (test) => new Set(runs.map((statuses) => statuses.has(test) && isFailing(statuses.get(test)))).size > 1,
    ),
  )
}
