import { parsePatch } from '../../domain/index.ts'
import type { CodeFinder } from '../../repo/index.ts'
import { sha256 } from '../../std/index.ts'
import type { SyntaxParser } from '../../syntax/index.ts'
import type { TestCommand } from '../../test-runner/index.ts'
import { classifyCandidates, type CandidateClass } from '../classes/candidate-classes.ts'
import { isProgram, readChangedFiles, type ChangedFiles } from '../classes/changed-files.ts'
import { normaliseSource } from '../classes/normalise-source.ts'
import { poolPatches, poolTests, type OfferedTest, type PooledPatch, type PoolEntry } from '../pool.ts'
import { judgeTests, type JudgedTest } from '../tests/judge-tests.ts'
import type { ExecutionCounts, Executor } from './executor.ts'
import { runMatrix, type Matrix } from './matrix.ts'
import { chooseTestFiles, runRegression, type RegressionResult } from './regression.ts'

/** What was seen of all patches when everything there is was run on them. Selection reads this and nothing else. */
export interface Observations {
  readonly entries: readonly PoolEntry[]
  /** Its patches are those that apply; all lists below by patch are in their order. */
  readonly matrix: Matrix
  readonly tests: readonly JudgedTest[]
  /** Null where no existing test could be run. */
  readonly regression: RegressionResult | null
  readonly changed: readonly ChangedFiles[]
  /** Equal for patches whose code is equal. */
  readonly textKeys: readonly string[]
  readonly classes: readonly CandidateClass[]
  readonly counts: ExecutionCounts
}

export interface ObserveRequest {
  readonly entries: readonly PoolEntry[]
  readonly tests: readonly OfferedTest[]
  /** The command that runs the tests of one file; null where files cannot be run alone. */
  readonly commandFor: ((file: string) => TestCommand | null) | null
  readonly options: ObserveOptions
}

export interface ObserveOptions {
  readonly scriptTimeoutMs: number
  /** Further runs of cells that set patches apart. */
  readonly repetitions: number
  /** Test files run for each changed file, and for all of them. */
  readonly testFiles: { readonly perFile: number; readonly most: number }
  /** For the existing tests of one patch. */
  readonly regressionLimitMs: number
}

export const defaultObserveOptions: ObserveOptions = {
  scriptTimeoutMs: 100_000,
  repetitions: 1,
  testFiles: { perFile: 3, most: 8 },
  regressionLimitMs: 120_000,
}

export interface ObserveDeps {
  readonly executor: Executor
  readonly code: Pick<CodeFinder, 'counterparts'>
  readonly syntax: SyntaxParser
  /** Tells what is being done, one line a stage. */
  readonly onStage: (text: string) => void
}

/** Runs generated tests and existing tests on every patch, and sorts the patches into classes by what was seen. */
export async function observePool(
  { entries, tests, commandFor, options }: ObserveRequest,
  deps: ObserveDeps,
  { signal }: { readonly signal?: AbortSignal | undefined },
): Promise<Observations> {
  const patches = poolPatches(entries)
  const pooled = poolTests(tests)
  const { executor, onStage } = deps
  const { scriptTimeoutMs: timeoutMs, repetitions } = options
  onStage(`${pooled.length} tests x ${patches.length} patches`)
  const matrix = await runMatrix({ patches, tests: pooled, timeoutMs, repetitions }, executor, { signal })
  const readable = await readChanges(matrix, executor, signal)
  const regression =
    commandFor && (await regressionOf(readable.matrix, { commandFor, options, deps, signal }))
  const textKeys = await Promise.all(readable.changed.map((files) => textKeyOf(files, deps.syntax)))
  const runs = readable.matrix.patches.map((_, at) => regression?.runs[at] ?? null)
  return {
    entries,
    matrix: readable.matrix,
    tests: judgeTests(readable.matrix),
    regression,
    changed: readable.changed,
    textKeys,
    classes: classifyCandidates({ matrix: readable.matrix, textKeys, regression: runs }),
    counts: executor.counts(),
  }
}

/** Without tests nothing has shown yet that a patch applies: reading its files does. */
async function readChanges(
  matrix: Matrix,
  executor: Executor,
  signal: AbortSignal | undefined,
): Promise<{ readonly matrix: Matrix; readonly changed: readonly ChangedFiles[] }> {
  const rows = await Promise.all(
    matrix.patches.map(({ patch }) => executor.runRow(patch, [readChangedFiles(patch)], { signal })),
  )
  const isIn = (_: unknown, at: number): boolean => rows[at]?.kind === 'ran'
  return {
    matrix: {
      ...matrix,
      patches: matrix.patches.filter(isIn),
      cells: matrix.cells.filter(isIn),
      unapplied: [
        ...matrix.unapplied,
        ...rows.flatMap((row, at) => {
          const patch = matrix.patches[at]
          return row.kind === 'unapplied' && patch ? [{ patch, reason: row.reason }] : []
        }),
      ],
    },
    changed: rows.flatMap((row) => (row.kind === 'ran' ? row.values : [])),
  }
}

interface RegressionInput {
  readonly commandFor: (file: string) => TestCommand | null
  readonly options: ObserveOptions
  readonly deps: ObserveDeps
  readonly signal: AbortSignal | undefined
}

async function regressionOf(
  matrix: Matrix,
  { commandFor, options, deps, signal }: RegressionInput,
): Promise<RegressionResult | null> {
  const files = await chooseTestFiles(deps.code, changedPaths(matrix.patches), {
    ...options.testFiles,
    signal,
  })
  if (files.length === 0) return null
  deps.onStage(`existing tests of ${files.length} files on ${matrix.patches.length} patches`)
  const patches = matrix.patches.map(({ patch }) => patch)
  const request = { patches, files, commandFor, limitMs: options.regressionLimitMs }
  const result = await runRegression(request, deps.executor, { signal })
  return result.files.length === 0 ? null : result
}

/** Files that patches change, those that most of them change first. */
function changedPaths(patches: readonly PooledPatch[]): readonly string[] {
  const counts = new Map<string, number>()
  for (const { patch } of patches)
    for (const { oldPath } of parsePatch(patch))
      if (oldPath !== null) counts.set(oldPath, (counts.get(oldPath) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a).map(([path]) => path)
}

async function textKeyOf(files: ChangedFiles, syntax: SyntaxParser): Promise<string> {
  const program = files.filter(([path]) => isProgram(path))
  const parts = await Promise.all(
    program.map(async ([path, text]) => [
      path,
      text === null ? null : await normaliseSource(syntax, path, text),
    ]),
  )
  return sha256(JSON.stringify(parts))
}
