import { z } from 'zod'
import {
  compareTests,
  isPassing,
  testStatusSchema,
  type TestComparison,
  type TestStatuses,
} from '../../domain/index.ts'
import { statusesOf } from '../../attempt/index.ts'
import type { CodeFinder } from '../../repo/index.ts'
import { runTests, type TestCommand } from '../../test-runner/index.ts'
import { isProgram } from '../classes/changed-files.ts'
import type { Execution, Executor, RowResult } from './executor.ts'

/** Existing tests of a patch's surroundings, set against what they said on the base. */
export interface RegressionRun {
  readonly comparison: TestComparison
  readonly timedOut: boolean
}

export interface RegressionResult {
  /** Test files that were run, each by itself. */
  readonly files: readonly string[]
  /** Left out for want of time. */
  readonly left: readonly string[]
  /** Tests that passed on the base. */
  readonly passing: number
  /** By patch of the request; null for one that does not apply. */
  readonly runs: readonly (RegressionRun | null)[]
}

export interface RegressionRequest {
  readonly patches: readonly string[]
  /** Test files, most telling first. */
  readonly files: readonly string[]
  /** The command that runs the tests of one file; null where there is none. */
  readonly commandFor: (file: string) => TestCommand | null
  /** For all files of one patch. */
  readonly limitMs: number
}

/** Runs the tests of files on the base first, as many as fit into the time, then those on every patch. */
export async function runRegression(
  { patches, files, commandFor, limitMs }: RegressionRequest,
  executor: Executor,
  options: { readonly signal?: AbortSignal | undefined },
): Promise<RegressionResult> {
  const known = files.flatMap((file) => {
    const command = commandFor(file)
    return command === null ? [] : [{ file, command }]
  })
  const base = await measureBase(known, { limitMs, executor, signal: options.signal })
  const kept = base.filter(({ run }) => run !== null)
  const row = async (patch: string | null, repetition: number): Promise<RowResult<FileRun>> =>
    executor.runRow(
      patch,
      kept.map(({ command, run }) =>
        fileExecution(command, { timeoutMs: patienceFor(run?.durationMs ?? 0), repetition }),
      ),
      options,
    )
  const before = joined(kept.flatMap(({ run }) => run ?? []))
  let again: Promise<TestStatuses> | null = null
  const runs = await Promise.all(
    patches.map(async (patch) => {
      const first = await row(patch, 0)
      if (first.kind === 'unapplied') return null
      const after = joined(first.values)
      const comparison = compareTests(before, after)
      const timedOut = first.values.some((run) => run.timedOut)
      if (comparison.broken.length === 0) return { comparison, timedOut }
      // Blame needs a second look at both: tests that waver are nobody's fault.
      again ??= row(null, 1).then((result) => joined(valuesOf(result)))
      const repeated = joined(valuesOf(await row(patch, 1)))
      const flaky = waverers([before, await again], [after, repeated])
      return { comparison: compareTests(before, after, { flaky }), timedOut }
    }),
  )
  return {
    files: kept.map(({ file }) => file),
    left: known.map(({ file }) => file).filter((file) => !kept.some((one) => one.file === file)),
    passing: [...before.values()].filter(isPassing).length,
    runs,
  }
}

/** The test files that speak most of the changed files, by turns, so that each changed file gets its likeliest first. */
export async function chooseTestFiles(
  code: Pick<CodeFinder, 'counterparts'>,
  changed: readonly string[],
  {
    perFile,
    most,
    signal,
  }: { readonly perFile: number; readonly most: number; readonly signal?: AbortSignal | undefined },
): Promise<readonly string[]> {
  const testsOf = async (path: string): Promise<readonly string[]> =>
    (await code.counterparts(path, { signal }))
      .map((found) => found.path)
      .filter(holdsTests)
      .slice(0, perFile)
  const lists = await Promise.all(changed.filter(isProgram).map(testsOf))
  const turns = Array.from({ length: perFile }, (_, turn) => lists.flatMap((list) => list[turn] ?? []))
  return [...new Set(turns.flat())].slice(0, most)
}

/** Files among tests that only set tests up. */
function holdsTests(path: string): boolean {
  return !/(?:^|\/)(?:conftest|__init__|setup|helpers?|utils?|fixtures?)\.\w+$/.test(path)
}

const fileRunSchema = z.object({
  statuses: z.array(z.tuple([z.string(), testStatusSchema])),
  timedOut: z.boolean(),
  durationMs: z.number(),
})
type FileRun = Readonly<z.infer<typeof fileRunSchema>>

function fileExecution(
  command: TestCommand,
  { timeoutMs, repetition }: { readonly timeoutMs: number; readonly repetition: number },
): Execution<FileRun> {
  const { command: text, cwd, framework, logParser = null } = command
  return {
    key: { tests: { text, cwd, framework, logParser }, repetition },
    schema: fileRunSchema,
    run: async (fork, { signal }) => {
      const run = await runTests(fork, command, { timeoutMs, signal })
      return { statuses: [...statusesOf(run, command)], timedOut: run.timedOut, durationMs: run.durationMs }
    },
  }
}

interface MeasuredFile {
  readonly file: string
  readonly command: TestCommand
  /** Null where the time was up. */
  readonly run: FileRun | null
}

async function measureBase(
  known: readonly Omit<MeasuredFile, 'run'>[],
  {
    limitMs,
    executor,
    signal,
  }: { readonly limitMs: number; readonly executor: Executor; readonly signal: AbortSignal | undefined },
): Promise<readonly MeasuredFile[]> {
  const measured: MeasuredFile[] = []
  let left = limitMs
  for (const { file, command } of known) {
    if (left <= 0) {
      measured.push({ file, command, run: null })
      continue
    }
    const [run] = valuesOf(
      await executor.runRow(null, [fileExecution(command, { timeoutMs: limitMs, repetition: 0 })], {
        signal,
      }),
    )
    const usable = run !== undefined && !run.timedOut && run.durationMs <= left && saysSomething(run, command)
    if (usable) left -= run.durationMs
    measured.push({ file, command, run: usable ? run : null })
  }
  return measured
}

/** A file that only says that it cannot be run is no test of anything. */
function saysSomething({ statuses }: FileRun, { command }: TestCommand): boolean {
  return statuses.some(([test, status]) => test !== command && isPassing(status))
}

/** A patch that makes tests run far longer than on the base is as bad as one that fails them. */
function patienceFor(baseMs: number): number {
  return Math.round(Math.max(30_000, baseMs * 5))
}

function joined(runs: readonly FileRun[]): TestStatuses {
  return new Map(runs.flatMap(({ statuses }) => statuses))
}

function valuesOf(row: RowResult<FileRun>): readonly FileRun[] {
  return row.kind === 'ran' ? row.values : []
}

function waverers(...pairs: readonly (readonly [TestStatuses, TestStatuses])[]): ReadonlySet<string> {
  const wavering = pairs.flatMap(([first, second]) =>
    [...new Set([...first.keys(), ...second.keys()])].filter(
      (test) => isPassing(first.get(test)) !== isPassing(second.get(test)),
    ),
  )
  return new Set(wavering)
}
