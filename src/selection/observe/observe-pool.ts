import { createChangeCheck, syntaxProblemsOf, type Finding, type LintProblem } from '../../lint/index.ts'
import type { CodeFinder } from '../../repo/index.ts'
import { sha256 } from '../../std/index.ts'
import type { SyntaxParser } from '../../syntax/index.ts'
import type { TestCommand } from '../../test-runner/index.ts'
import type { VerifierModel } from '../../verifier/index.ts'
import { classifyCandidates, type CandidateClass } from '../classes/candidate-classes.ts'
import { isProgram, readChangedFiles, type ChangedFiles } from '../classes/changed-files.ts'
import { normaliseSource } from '../classes/normalise-source.ts'
import { poolPatches, poolTests, type OfferedTest, type PooledPatch, type PoolEntry } from '../pool.ts'
import { patchSigns, type PatchSigns } from '../signs/patch-signs.ts'
import { signOdds } from '../signs/sign-odds.ts'
import { verifierOdds } from '../verify/verifier-odds.ts'
import { judgeTests, type JudgedTest } from '../tests/judge-tests.ts'
import type { CallProbes } from '../probes/call-probe.ts'
import { readBase, readCorpus } from './base-files.ts'
import { changedPaths } from './changed-paths.ts'
import type { ExecutionCounts, Executor } from './executor.ts'
import { findPlaces } from './find-places.ts'
import { inTime, type TimeOptions } from './in-time.ts'
import { knownMatrix } from './known-matrix.ts'
import { runMatrix, type Matrix, type MatrixRequest } from './matrix.ts'
import { probeCalls, probeIssue, type IssueProbes } from './run-probes.ts'
import { chooseTestFiles, runRegression, type RegressionResult } from './regression.ts'

/** What was seen of all patches when everything there is was run on them. Selection reads this and nothing else. */
export interface Observations {
  readonly issue: string
  readonly entries: readonly PoolEntry[]
  /** Its patches are those that apply; all lists below by patch are in their order. */
  readonly matrix: Matrix
  readonly tests: readonly JudgedTest[]
  /** Null where no existing test could be run. */
  readonly regression: RegressionResult | null
  /** The files that some patch changes, on the base. */
  readonly baseFiles: ChangedFiles
  /** What the issue's own code comes to, on the base and by patch; null where the issue shows none that can be run. */
  readonly probes: IssueProbes | null
  /** What touched functions come to on inputs made from those of their tests; null where none could be called. */
  readonly calls: CallProbes | null
  /** Texts of the project near what is changed: how its code usually reads. */
  readonly corpus: readonly string[]
  /** By patch: what does not parse because of it. */
  readonly syntaxErrors: readonly (readonly LintProblem[])[]
  /** By patch: code that it brings in, can run and can hardly be meant. */
  readonly findings: readonly (readonly Finding[])[]
  /** By patch: what can be told of it without a test. */
  readonly patchSigns: readonly PatchSigns[]
  /** By patch: how much likelier what needs no test makes it, in log-odds. */
  readonly signs: readonly number[]
  /** By patch: what a trained verifier says of it in place of signs, in log-odds; null where there is none. */
  readonly verifier: readonly number[] | null
  /** Equal for patches whose code is equal. */
  readonly textKeys: readonly string[]
  readonly classes: readonly CandidateClass[]
  readonly counts: ExecutionCounts
}

export interface ObserveRequest {
  readonly issue: string
  readonly entries: readonly PoolEntry[]
  readonly tests: readonly OfferedTest[]
  /** The command that runs the tests of one file; null where files cannot be run alone. */
  readonly commandFor: ((file: string) => TestCommand | null) | null
  readonly options: ObserveOptions
  /** What tells likely patches from others; null for none. */
  readonly verifier?: VerifierModel | null
}

export interface ObserveOptions {
  /** Patches of different text that are looked at. */
  readonly maxPatches: number
  readonly scriptTimeoutMs: number
  /** Further runs of cells that set patches apart. */
  readonly repetitions: number
  /** Test files run for each changed file, and for all of them. */
  readonly testFiles: { readonly perFile: number; readonly most: number }
  /** For the existing tests of one patch. */
  readonly regressionLimitMs: number
  /** For the code that the issue shows; 0 leaves it alone. */
  readonly probeTimeoutMs: number
  /** For calls of touched functions, on one patch; 0 makes none. */
  readonly callSeconds: number
}

export const defaultObserveOptions: ObserveOptions = {
  maxPatches: 100,
  scriptTimeoutMs: 100_000,
  repetitions: 1,
  testFiles: { perFile: 3, most: 8 },
  regressionLimitMs: 120_000,
  probeTimeoutMs: 120_000,
  callSeconds: 15,
}

export interface ObserveDeps {
  readonly executor: Executor
  readonly code: Pick<CodeFinder, 'counterparts' | 'rank'>
  readonly syntax: SyntaxParser
  /** Tells what is being done, one line a stage. */
  readonly onStage: (text: string) => void
  /** Told what there was no time for. */
  readonly onLate?: (what: string) => void
}

/**
 * Runs generated tests and existing tests on every patch, and sorts the patches into classes by what was seen. What is
 * not done when the time is up counts as not looked at; only whether patches apply is always found out.
 */
export async function observePool(
  { issue, entries, tests, commandFor, options, verifier }: ObserveRequest,
  deps: ObserveDeps,
  time: TimeOptions,
): Promise<Observations> {
  const { signal } = time
  const { kept: patches, left } = mostOffered(poolPatches(entries), options.maxPatches)
  const pooled = poolTests(tests)
  const { executor, onStage } = deps
  const { scriptTimeoutMs: timeoutMs, repetitions } = options
  onStage(`${pooled.length} tests x ${patches.length} patches`)
  const ran = await matrixInTime({ patches, tests: pooled, timeoutMs, repetitions }, deps, time)
  const reason = `only ${options.maxPatches} patches are looked at, those that were offered most often`
  const unapplied = [...ran.unapplied, ...left.map((patch) => ({ patch, reason }))]
  const readable = await readChanges({ ...ran, unapplied }, executor, signal)
  const seeIn = async <T>(
    what: string,
    work: (options: { readonly signal: AbortSignal | undefined }) => Promise<T | null>,
  ): Promise<T | null> => {
    const seen = await inTime(time, async (within) => ({ value: await work(within) }))
    if (seen === null) deps.onLate?.(what)
    return seen?.value ?? null
  }
  const regression =
    commandFor &&
    (await seeIn('existing tests', (within) =>
      regressionOf(readable.matrix, { commandFor, options, deps, ...within }),
    ))
  const textKeys = await Promise.all(readable.changed.map((files) => textKeyOf(files, deps.syntax)))
  const probes = await seeIn("the issue's own code", (within) =>
    probeIssue(readable.matrix, { issue, options, deps, ...within }),
  )
  const runs = readable.matrix.patches.map((_, at) => regression?.runs[at] ?? null)
  const places = await findPlaces(issue, deps.code, signal)
  const baseFiles = await readBase(changedPaths(readable.matrix.patches), executor, signal)
  const calls = await seeIn('calls of touched functions', (within) =>
    probeCalls(readable.matrix, {
      regression,
      baseFiles,
      commandFor,
      seconds: options.callSeconds,
      deps,
      ...within,
    }),
  )
  const observed = {
    issue,
    entries,
    matrix: readable.matrix,
    tests: judgeTests(readable.matrix),
    regression,
    baseFiles,
    findings: await findingsOf(readable.changed, baseFiles, deps.syntax),
    syntaxErrors: await Promise.all(
      readable.changed.map((files) => syntaxErrorsOf(files, baseFiles, deps.syntax)),
    ),
    probes,
    calls,
    corpus: await readCorpus(readable.matrix.patches, { places, executor, signal }),
    textKeys,
    classes: classifyCandidates({ matrix: readable.matrix, textKeys, regression: runs }),
    counts: executor.counts(),
  }
  const signs = patchSigns(observed)
  return {
    ...observed,
    patchSigns: signs,
    signs: signOdds(signs),
    verifier: verifier ? verifierOdds(verifier, observed, signs) : null,
  }
}

/** Where the time is up, the matrix of those tests that were run everywhere by then. */
async function matrixInTime(
  request: MatrixRequest,
  { executor, onLate }: ObserveDeps,
  time: TimeOptions,
): Promise<Matrix> {
  const whole = await inTime(time, (within) => runMatrix(request, executor, within))
  if (whole !== null) return whole
  const untried = { ...request, base: [], tests: [], cells: request.patches.map(() => []), unapplied: [] }
  const { matrix } = await readChanges(untried, executor, time.signal)
  const known = await knownMatrix({ ...request, patches: matrix.patches }, executor)
  const late = request.tests.length - known.tests.length
  if (late > 0) onLate?.(`${late} of ${request.tests.length} generated tests`)
  return { ...known, unapplied: matrix.unapplied }
}

/** Each patch costs seconds, and thousands may be offered: what many arrived at is likelier to be worth them. */
function mostOffered(
  patches: readonly PooledPatch[],
  most: number,
): { readonly kept: readonly PooledPatch[]; readonly left: readonly PooledPatch[] } {
  const wanted = new Set(patches.toSorted((a, b) => b.entries.length - a.entries.length).slice(0, most))
  return {
    kept: patches.filter((patch) => wanted.has(patch)),
    left: patches.filter((patch) => !wanted.has(patch)),
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

function syntaxErrorsOf(
  files: ChangedFiles,
  baseFiles: ChangedFiles,
  syntax: SyntaxParser,
): Promise<readonly LintProblem[]> {
  const texts = new Map(baseFiles)
  const before = new Map(files.map(([path]) => [path, texts.get(path) ?? null]))
  return syntaxProblemsOf({ before, after: new Map(files) }, syntax)
}

async function findingsOf(
  changed: readonly ChangedFiles[],
  baseFiles: ChangedFiles,
  syntax: SyntaxParser,
): Promise<readonly (readonly Finding[])[]> {
  const check = createChangeCheck(syntax)
  const before = new Map(baseFiles)
  return Promise.all(
    changed.map(async (files) => {
      const program = files.filter(([path]) => isProgram(path))
      const found = program.map(([path, after]) =>
        check.newFaults(path, { before: before.get(path) ?? null, after }),
      )
      return (await Promise.all(found)).flat()
    }),
  )
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
