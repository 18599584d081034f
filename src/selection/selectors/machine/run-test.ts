import type { GeneratedTest } from '../../../domain/index.ts'
import { behaveAlike, runMatrix, type Cell } from '../../observe/matrix.ts'
import type { Executor } from '../../observe/executor.ts'
import type { Observations } from '../../observe/observe-pool.ts'
import { poolTests } from '../../pool.ts'
import type { Contest, Contestant } from '../contest.ts'

/** A script of the model, with what it said of the base and of each candidate. */
export interface TestRun {
  readonly test: GeneratedTest
  readonly base: Cell | null
  /** In the order of the contest; null where the patch could not be put in place. */
  readonly cells: readonly (Cell | null)[]
}

export interface TestRunner {
  readonly executor: Executor
  readonly contest: Contest
  readonly observations: Observations
  readonly timeoutMs: number
  readonly repetitions: number
  readonly signal?: AbortSignal | undefined
}

/** Runs a script on the base and on all candidates side by side; what was run before is found by content. */
export async function runTest(
  test: GeneratedTest,
  { executor, contest, observations, timeoutMs, repetitions, signal }: TestRunner,
): Promise<TestRun> {
  const tests = poolTests([{ test, origin: { from: 'selector', step: 0 } }])
  const wanted = contest.shown.map(({ patch }) => observations.matrix.patches[patch])
  const patches = wanted.filter((patch) => patch !== undefined)
  const matrix = await runMatrix({ patches, tests, timeoutMs, repetitions }, executor, { signal })
  return {
    test,
    base: matrix.base[0] ?? null,
    cells: wanted.map((patch) => {
      const row = matrix.patches.findIndex((applied) => applied === patch)
      return matrix.cells[row]?.[0] ?? null
    }),
  }
}

/** Whether a script tells one candidate from every other. */
export function separates({ cells }: TestRun, { shown }: Contest, one: Contestant): boolean {
  const own = cells[shown.indexOf(one)]
  return shown.every((other, at) => other === one || differ(own, cells[at]))
}

/** Whether a script tells any two candidates apart. */
export function distinguishes({ cells }: TestRun): boolean {
  return cells.some((cell) => differ(cells[0], cell))
}

/** Down to the exit code: a model may give codes of its own a meaning. */
function differ(one: Cell | null | undefined, other: Cell | null | undefined): boolean {
  if (!one || !other || one.flaky || other.flaky) return false
  return !behaveAlike(one, other) || one.runs[0]?.exitCode !== other.runs[0]?.exitCode
}
