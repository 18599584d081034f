import { scriptRunSchema, type ScriptRun, type ScriptVerdict } from '../../domain/index.ts'
import type { PooledPatch, PooledTest } from '../pool.ts'
import { runScript } from '../../test-runner/index.ts'
import type { Execution, Executor } from './executor.ts'
import { normaliseOutput } from './normalise-output.ts'

/** One test on one patch, with its repetitions. */
export interface Cell {
  /** Never empty. */
  readonly runs: readonly ScriptRun[]
  /** Repetitions that ended differently. */
  readonly flaky: boolean
  /** Repetitions that ended alike and printed different things. */
  readonly noisy: boolean
}

/** Every generated test on the base and on every patch that applies. */
export interface Matrix {
  readonly tests: readonly PooledTest[]
  readonly patches: readonly PooledPatch[]
  /** By test. */
  readonly base: readonly Cell[]
  /** By patch, then by test. */
  readonly cells: readonly (readonly Cell[])[]
  /** Patches that could not be put in place, with why. */
  readonly unapplied: readonly { readonly patch: PooledPatch; readonly reason: string }[]
}

export interface MatrixRequest {
  readonly patches: readonly PooledPatch[]
  readonly tests: readonly PooledTest[]
  /** Of one run. */
  readonly timeoutMs: number
  /** Further runs of cells that set patches apart. */
  readonly repetitions: number
}

/**
 * Runs what the matrix lacks. Tests that come out alike everywhere are run once; where a test sets patches, or base
 * and patches, apart, its cells are run again, and those that do not end as before are flaky.
 */
export async function runMatrix(
  { patches, tests, timeoutMs, repetitions }: MatrixRequest,
  executor: Executor,
  options: { readonly signal?: AbortSignal | undefined },
): Promise<Matrix> {
  const cellsOf = async (patch: string | null, wanted: readonly PooledTest[], repetition: number) =>
    executor.runRow(
      patch,
      wanted.map(({ test }) => scriptExecution(test, { timeoutMs, repetition })),
      { signal: options.signal },
    )
  const [base, ...rows] = await Promise.all(
    [null, ...patches].map((patch) => cellsOf(patch?.patch ?? null, tests, 0)),
  )
  const first = rows.flatMap((row, at) => {
    const patch = patches[at]
    return patch === undefined ? [] : [{ patch, row }]
  })
  const applied = first.flatMap(({ patch, row }) =>
    row.kind === 'ran' ? [{ patch, runs: row.values.map((run) => [run]) }] : [],
  )
  const baseRuns = base?.kind === 'ran' ? base.values.map((run) => [run]) : []
  const columns = [{ patch: null, runs: baseRuns }, ...applied]
  for (let repetition = 1; repetition <= repetitions; repetition += 1) {
    const again = tests.flatMap((test, at) =>
      setsApart(columns.map(({ runs }) => runs[at]?.[0])) ? [{ test, at }] : [],
    )
    if (again.length === 0) break
    await Promise.all(
      columns.map(async ({ patch, runs }) => {
        const row = await cellsOf(
          patch?.patch ?? null,
          again.map(({ test }) => test),
          repetition,
        )
        if (row.kind === 'ran')
          for (const [n, run] of row.values.entries()) runs[again[n]?.at ?? -1]?.push(run)
      }),
    )
  }
  return {
    tests,
    patches: applied.map(({ patch }) => patch),
    base: baseRuns.map(toCell),
    cells: applied.map(({ runs }) => runs.map(toCell)),
    unapplied: first.flatMap(({ patch, row }) =>
      row.kind === 'unapplied' ? [{ patch, reason: row.reason }] : [],
    ),
  }
}

/** What a cell says, or null where its repetitions do not agree. */
export function verdictOf(cell: Cell | undefined): ScriptVerdict | null {
  return cell === undefined || cell.flaky ? null : (cell.runs[0]?.verdict ?? null)
}

function toCell(runs: readonly ScriptRun[]): Cell {
  const [first, ...others] = runs
  const flaky = others.some((run) => run.verdict !== first?.verdict)
  const text = normaliseOutput(first?.output ?? '')
  return { runs, flaky, noisy: others.some((run) => normaliseOutput(run.output) !== text) }
}

function setsApart(runs: readonly (ScriptRun | undefined)[]): boolean {
  return new Set(runs.map((run) => run && `${run.verdict}\n${normaliseOutput(run.output)}`)).size > 1
}

function scriptExecution(
  test: PooledTest['test'],
  { timeoutMs, repetition }: { readonly timeoutMs: number; readonly repetition: number },
): Execution<ScriptRun> {
  return {
    key: { script: { ...test }, timeoutMs, repetition },
    schema: scriptRunSchema,
    run: (fork, { signal }) => runScript(fork, test, { timeoutMs, signal }),
  }
}

/** Whether a test saw the same on two patches, down to what it printed where that can be relied on. */
export function behaveAlike(one: Cell | undefined, other: Cell | undefined): boolean {
  const [first, second] = [one?.runs[0], other?.runs[0]]
  if (one === undefined || other === undefined || first === undefined || second === undefined) return true
  if (one.flaky || other.flaky) return true
  if (first.verdict !== second.verdict) return false
  return one.noisy || other.noisy || normaliseOutput(first.output) === normaliseOutput(second.output)
}
