import { hasCode } from '../../std/index.ts'
import type { TestStatus, TestStatuses } from '../../domain/index.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import { parseCoverage, type CoveredLines } from '../coverage/covered-lines.ts'
import type { TestCommand } from '../test-command.ts'
import type { CandidateRun, CandidateRunner, CandidateRunOptions, ProjectLine } from './candidate-runner.ts'
import { parsePythonCommand, type PythonCommand } from './python-command.ts'
import { startWarmProcess, type WarmProcess } from './warm-process.ts'
import type { WarmAnswer, WarmRequest } from './warm-protocol.ts'

/** What tests did on the base, seen from inside. */
export interface SpectrumRun {
  readonly statuses: TestStatuses
  /** Lines by test; the test `''` is what ran outside any. */
  readonly lines: ReadonlyMap<string, CoveredLines>
  /** Wall time of each test with the collector on, in milliseconds. */
  readonly durations: ReadonlyMap<string, number>
  /** Where failing tests were when they failed, outermost line first. */
  readonly crashes: readonly (readonly ProjectLine[])[]
  /** Tests that did not end in their time. */
  readonly hung: ReadonlySet<string>
}

/** A runner that forks its tests from a process with the test framework loaded. */
export interface WarmRunner extends CandidateRunner {
  readonly kind: 'warm'
  /** Runs tests (all where none are named) and notes the lines of each; a test that hangs costs its time limit. */
  cover(tests: readonly string[], options: CoverOptions): Promise<SpectrumRun>
}

export interface CoverOptions {
  /** Processor time for one test, collector included; each test that hangs halves it for those after, to a fifth. */
  readonly timeoutMs: number
  /** Wall time for all of it; what was seen by then is returned. */
  readonly totalMs: number
  /** The only files whose lines matter, relative to the root: much faster, and less exact in hot functions. */
  readonly focus?: readonly string[]
  readonly signal?: AbortSignal | undefined
}

/** True for commands whose tests can be run one by one, so that one that hangs does not hide the others. */
export function canRunWarm(command: TestCommand): boolean {
  return parsePythonCommand(command) !== null
}

/** Null when the command is not one whose tests can be run warm, or its runner does not start that way. */
export async function createWarmRunner(
  sandbox: Sandbox,
  command: TestCommand,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<WarmRunner | null> {
  const python = parsePythonCommand(command)
  if (!python) return null
  const owner = createProcessOwner({ sandbox, command, python })
  const ask = (request: WarmRequest, signal: AbortSignal | undefined): Promise<WarmAnswer> =>
    owner.with(
      request.changes.map(({ path }) => path),
      (process) => process.ask(request, { signal }),
      signal,
    )
  const runner: WarmRunner = {
    kind: 'warm',
    run: async (tests, run) => toCandidateRun(tests, await ask(toRequest(tests, run), run.signal)),
    cover: (tests, cover) => coverAll(tests, cover, { sandbox, owner }),
    [Symbol.asyncDispose]: () => owner.dispose(),
  }
  try {
    await owner.with([], () => Promise.resolve(), options.signal)
    return runner
  } catch (error) {
    if (!hasCode(error, 'test-runner')) throw error
    return null
  }
}

function toRequest(
  tests: readonly string[],
  { timeoutMs, changes, failFast }: CandidateRunOptions,
): WarmRequest {
  // Tests that wait rather than work are caught by the wall clock, which must not punish a busy machine.
  const wallMs = 4 * timeoutMs + 2000 + tests.length * 200
  return { tests, failFast, cpuMs: timeoutMs, wallMs, changes }
}

function toCandidateRun(tests: readonly string[], answer: WarmAnswer): CandidateRun {
  const wanted = tests.filter((test) => Object.hasOwn(answer.statuses, test) || isBroken(test, answer))
  const statuses = wanted.map((test): readonly [string, TestStatus] => [
    test,
    answer.statuses[test] ?? 'error',
  ])
  if (answer.running !== null) statuses.push([answer.running, 'error'])
  return { statuses: new Map(statuses), timedOut: answer.timedOut, durationMs: answer.ms }
}

/** True for a test whose file could not be loaded, and for all when the process ended before any of them. */
function isBroken(test: string, { broken, finished, running, durations }: WarmAnswer): boolean {
  const neverStarted = !finished && running === null && Object.keys(durations).length === 0
  return (
    neverStarted ||
    broken.some((id) => test === id || test.startsWith(`${id}::`) || test.startsWith(`${id}/`))
  )
}

interface ProcessOwner {
  with<T>(
    changed: readonly string[],
    work: (process: WarmProcess) => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<T>
  dispose(): Promise<void>
}

interface Owned {
  readonly sandbox: Sandbox
  readonly command: TestCommand
  readonly python: PythonCommand
}

/** Keeps one server alive, and starts another one, once, when it is lost or has loaded what is about to change. */
function createProcessOwner(owned: Owned): ProcessOwner {
  let current: WarmProcess | null = null
  let prepare = true
  const drop = async (): Promise<void> => {
    await current?.[Symbol.asyncDispose]()
    current = null
  }
  const obtain = async (
    changed: readonly string[],
    signal: AbortSignal | undefined,
  ): Promise<WarmProcess> => {
    if (current && changed.some((path) => current?.loaded.has(path))) {
      prepare = false
      await drop()
    }
    current ??= await startPrepared(signal)
    return current
  }
  const startPrepared = async (signal: AbortSignal | undefined): Promise<WarmProcess> => {
    try {
      return await startWarmProcess({ ...owned, prepare, signal })
    } catch (error) {
      if (!prepare || !hasCode(error, 'test-runner/warm-start')) throw error
      prepare = false
      return startWarmProcess({ ...owned, prepare, signal })
    }
  }
  return {
    with: async (changed, work, signal) => {
      try {
        return await work(await obtain(changed, signal))
      } catch (error) {
        if (!hasCode(error, 'test-runner/warm-lost')) throw error
        await drop()
        // What was changed may still be changed: only the caller can say what to do with the sandbox.
        if (changed.length > 0) throw error
        return work(await obtain(changed, signal))
      }
    },
    dispose: drop,
  }
}

interface Covering {
  readonly sandbox: Sandbox
  readonly owner: ProcessOwner
}

async function coverAll(
  tests: readonly string[],
  { timeoutMs, totalMs, focus, signal }: CoverOptions,
  { sandbox, owner }: Covering,
): Promise<SpectrumRun> {
  const statuses = new Map<string, TestStatus>()
  const durations = new Map<string, number>()
  const crashes: (readonly ProjectLine[])[] = []
  const hung = new Set<string>()
  const deadline = performance.now() + totalMs
  const out = await owner.with([], (process) => Promise.resolve(`${process.folder}/lines.jsonl`), signal)
  let left = tests
  for (;;) {
    const wallMs = Math.max(1000, deadline - performance.now())
    const request = {
      tests: left,
      failFast: false,
      cpuMs: Math.max(timeoutMs / 5, timeoutMs / 2 ** hung.size),
      wallMs,
      changes: [],
      coverage: out,
      ...(focus ? { focus } : {}),
    }
    const answer = await owner.with([], (process) => process.ask(request, { signal }), signal)
    for (const [test, status] of Object.entries(answer.statuses)) statuses.set(test, status)
    for (const [test, ms] of Object.entries(answer.durations)) durations.set(test, ms)
    crashes.push(...answer.crashes.map((lines) => lines.map(([path, line]) => ({ path, line }))))
    for (const test of left) if (isBroken(test, answer)) statuses.set(test, 'error')
    const isOver = answer.running === null || performance.now() > deadline
    if (answer.running !== null && answer.timedOut) hung.add(answer.running)
    if (answer.running !== null) statuses.set(answer.running, 'error')
    left = (left.length === 0 ? answer.collected : left).filter((test) => !statuses.has(test))
    if (isOver || left.length === 0) break
  }
  const lines = parseCoverage(new TextDecoder().decode((await sandbox.readFile(out)) ?? new Uint8Array()))
  return { statuses, lines, durations, crashes, hung }
}
