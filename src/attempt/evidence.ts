import { compareTests, isFailing, type Evidence, type TestStatuses } from '../domain/index.ts'
import type { Sandbox } from '../sandbox/index.ts'
import { runTests, type TestCommand, type TestRun } from '../test-runner/index.ts'
import type { Baseline } from './baseline.ts'

export interface EvidenceRequest {
  /** Holds the patch; only forks of it run anything. */
  readonly sandbox: Sandbox
  readonly baseline: Baseline
  readonly testCommand: TestCommand | null
  readonly failCommand: string | null
  /** `all`: what failed before must pass now. `none`: it is enough that nothing breaks. */
  readonly mustFix: 'all' | 'none'
  readonly timeoutMs?: number
  readonly signal?: AbortSignal | undefined
}

export interface GatheredEvidence {
  readonly evidence: Evidence
  /** Both null when there was nothing to run. */
  readonly tests: TestRun | null
  readonly failOutput: string | null
}

/** Runs all that can be run on a patch, each in a fresh fork, and judges what was seen. */
export async function gatherEvidence(request: EvidenceRequest): Promise<GatheredEvidence> {
  const { sandbox, baseline, testCommand, failCommand, signal } = request
  const limits = request.timeoutMs === undefined ? { signal } : { timeoutMs: request.timeoutMs, signal }
  const failed = failCommand === null ? null : await inFork(sandbox, (fork) => fork.exec(failCommand, limits))
  const tests =
    testCommand === null ? null : await inFork(sandbox, (fork) => runTests(fork, testCommand, limits))
  const evidence = judge({
    baseline,
    mustFix: request.mustFix,
    after: tests && testCommand ? afterwards(tests, testCommand, baseline) : null,
    failCommandExitCode: failed?.exitCode ?? null,
  })
  return { evidence, tests, failOutput: failed ? `${failed.stdout}${failed.stderr}` : null }
}

export interface Observations {
  readonly baseline: Baseline
  readonly mustFix: 'all' | 'none'
  /** Null when no tests were run. */
  readonly after: TestStatuses | null
  readonly failCommandExitCode: number | null
}

/** The evidence rule: what must have been seen of a patch before it may be called plausible. */
export function judge({ baseline, mustFix, after, failCommandExitCode }: Observations): Evidence {
  const tests = after && compareTests(baseline.statuses, after, { flaky: baseline.flaky })
  const failCommand =
    failCommandExitCode === null || baseline.failCommandExitCode === null
      ? null
      : { before: baseline.failCommandExitCode, after: failCommandExitCode }
  const verdict = (plausible: boolean, reason: string): Evidence => ({
    plausible,
    reason,
    tests,
    failCommand,
  })
  if (failCommand && failCommand.after !== 0) return verdict(false, 'the failing command still fails')
  if (tests && tests.broken.length > 0)
    return verdict(false, `breaks ${count(tests.broken.length, 'test')} that did not fail before`)
  if (failCommand)
    return verdict(
      true,
      `the failing command passes${tests ? ' and no other test breaks' : '; no tests were run'}`,
    )
  if (!tests) return verdict(false, 'nothing could be run to see whether it works')
  if (mustFix === 'all' && tests.stillFailing.length > 0)
    return verdict(false, `${count(tests.stillFailing.length, 'test')} still fail`)
  if (mustFix === 'all' && tests.fixed.length === 0) return verdict(false, 'fixes no failing test')
  if (tests.fixed.length > 0)
    return verdict(true, `fixes ${count(tests.fixed.length, 'failing test')} and breaks none`)
  return verdict(true, 'breaks no test; no test showed the bug before')
}

/**
 * Statuses of a run, with the command itself as one more test where its exit code says more than they do: a framework
 * that reports no tests, or a failure outside any test.
 */
export function statusesOf(run: TestRun, command: TestCommand): TestStatuses {
  const silent = run.statuses.size === 0
  const failedOutside = run.exitCode !== 0 && ![...run.statuses.values()].some(isFailing)
  if (!silent && !failedOutside) return run.statuses
  return new Map([...run.statuses, [command.command, run.exitCode === 0 ? 'passed' : 'failed']])
}

/** Where the command itself failed before, as one that hung, its success is one more test that passes. */
function afterwards(run: TestRun, command: TestCommand, { statuses }: Baseline): TestStatuses {
  const after = statusesOf(run, command)
  const settled = run.exitCode === 0 && statuses.has(command.command)
  return settled ? new Map([...after, [command.command, 'passed']]) : after
}

/** Runs something in a fork that is gone afterwards. */
export async function inFork<T>(sandbox: Sandbox, work: (fork: Sandbox) => Promise<T>): Promise<T> {
  await using fork = await sandbox.fork()
  return await work(fork)
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
