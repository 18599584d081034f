import { isFailing, isPassing, noIssueText, type TestStatuses } from '../../../domain/index.ts'
import { languageOf } from '../../../syntax/index.ts'
import { dialectOf, rankLines, type SuspiciousLine, type TestSpectrum } from '../../../mutate/index.ts'
import {
  createWarmRunner,
  runTests,
  withCoverage,
  type CoveredLines,
  type SpectrumRun,
} from '../../../test-runner/index.ts'
import type { CodeRanking } from '../../../repo/index.ts'
import { messageOf, throwIfAborted } from '../../../std/index.ts'
import { inFork, statusesOf } from '../../evidence.ts'
import type { AttemptTools } from '../../strategy.ts'
import { isCoarse, sharpenLines } from './code-prior.ts'
import { homeOf, isTestPath, type Fault, type Target } from './fault.ts'

const manyTests = 400

export interface LocaliseOptions {
  readonly issue: string
  readonly warn: (text: string) => void
  readonly signal?: AbortSignal | undefined
}

/**
 * Runs the tests on the base with line coverage and says where the fault may be; null when nothing fails. Where tests
 * say little the words of the issue help.
 */
export async function localise(
  tools: AttemptTools,
  target: Target,
  options: LocaliseOptions,
): Promise<Fault | null> {
  const fault = (await localiseWarm(tools, target, options)) ?? (await localisePlain(tools, target, options))
  if (!fault || !isCoarse(fault.lines)) return fault
  const propose = fault.lines.length === 0
  const lines = propose ? fault.crashLines.map((place) => ({ ...place, suspiciousness: 0.5 })) : fault.lines
  const ranking = await rankByWords(tools, fault, options)
  if (!ranking) return { ...fault, lines }
  const sharpened = sharpenLines(lines, ranking, { isMutable, propose })
  return {
    ...fault,
    lines: [...sharpened],
    how: `${fault.how}; ${lines.length} lines by what the issue says`,
  }
}

/** Code for the issue, or for what the failing tests are called and say; null where there is nothing to go by. */
async function rankByWords(
  tools: AttemptTools,
  { failing }: Fault,
  { issue, warn, signal }: LocaliseOptions,
): Promise<CodeRanking | null> {
  const hasIssue = issue !== '' && issue !== noIssueText
  const query = hasIssue ? issue : [...failing, tools.baseline.output.slice(-outputCharacters)].join('\n')
  if (query.trim() === '') return null
  const timeout = AbortSignal.timeout(Math.ceil(localisationTime(tools)))
  try {
    return await tools.code.rank(query, { signal: signal ? AbortSignal.any([signal, timeout]) : timeout })
  } catch (error) {
    throwIfAborted(signal)
    warn(`the code could not be searched for the issue: ${messageOf(error)}`)
    return null
  }
}

const outputCharacters = 4000

async function localiseWarm(
  tools: AttemptTools,
  target: Target,
  { signal }: { readonly signal?: AbortSignal | undefined },
): Promise<Fault | null> {
  const spectrum = await inFork(tools.sandbox, async (fork) => {
    await using runner = await createWarmRunner(fork, target.command, { signal })
    const totalMs = localisationTime(tools)
    // Where the whole suite ended, no test of it hangs.
    const timeoutMs = tools.baseline.timedOut || target.isFailCommand ? 1500 : 60_000
    if (!runner) return null
    const { first, rest } = testsToCover(tools, target)
    // What fails is seen first and alone: a suite that takes long to load must not use up its time.
    const started = performance.now()
    const failed = first.length > 0 ? await runner.cover(first, { timeoutMs, totalMs, signal }) : null
    const leftMs = Math.max(2000, totalMs - (performance.now() - started))
    const seen = new Set(first.flatMap((test) => [...(failed?.lines.get(test)?.keys() ?? [])]))
    const focus = seen.size > 0 ? { focus: [...seen].filter(isMutable) } : {}
    return joinRuns(failed, await runner.cover(rest, { timeoutMs, totalMs: leftMs, ...focus, signal }))
  })
  if (!spectrum) return null
  const known = target.isFailCommand ? new Map() : tools.baseline.statuses
  const flaky = tools.baseline.flaky
  const failing = [...spectrum.statuses].flatMap(([test, status]) =>
    isFailing(status) && !isPassing(known.get(test)) && !flaky.has(test) ? [test] : [],
  )
  const missed = [...known].filter(
    ([test, status]) =>
      // The command stands for itself where it failed outside any test, as when it hung.
      test !== target.command.command &&
      isFailing(status) &&
      !flaky.has(test) &&
      !isFailing(spectrum.statuses.get(test)),
  )
  // Tests that fail only when started cold cannot be judged by a warm process.
  if (failing.length === 0 || missed.length > 0) return null
  const passing = [...spectrum.statuses].flatMap(([test, status]) => (isPassing(status) ? [test] : []))
  return toFault({ failing, passing, spectrum })
}

interface TestsToCover {
  /** Known to fail. */
  readonly first: readonly string[]
  /** Empty for all. */
  readonly rest: readonly string[]
}

/** All tests where they are few or unknown; else those near the failing ones. */
function testsToCover({ baseline }: AttemptTools, { command, isFailCommand }: Target): TestsToCover {
  const known = [...baseline.statuses.keys()]
  const failing = known.filter((test) => test !== command.command && isFailing(baseline.statuses.get(test)))
  if (isFailCommand || failing.length === 0 || baseline.timedOut) return { first: [], rest: [] }
  const nearness = (test: string): number => Math.max(...failing.map((other) => commonStart(test, other)))
  const rest = known
    .filter((test) => isPassing(baseline.statuses.get(test)))
    .map((test) => ({ test, near: nearness(test) }))
    .toSorted((a, b) => b.near - a.near)
    .slice(0, manyTests)
    .map(({ test }) => test)
  return rest.length === 0 ? { first: [], rest: failing } : { first: failing, rest }
}

/** The later run has read the lines of both: they append to one file. */
function joinRuns(first: SpectrumRun | null, later: SpectrumRun): SpectrumRun {
  if (!first) return later
  return {
    statuses: new Map([...later.statuses, ...first.statuses]),
    lines: new Map([...first.lines, ...later.lines]),
    durations: new Map([...later.durations, ...first.durations]),
    crashes: [...first.crashes, ...later.crashes],
    hung: new Set([...first.hung, ...later.hung]),
  }
}

function commonStart(a: string, b: string): number {
  let length = 0
  while (length < a.length && a[length] === b[length]) length++
  return length
}

function localisationTime({ deadline }: AttemptTools): number {
  return deadline === null ? 120_000 : Math.max(5000, (deadline - performance.now()) * 0.3)
}

/** From the tests that ended: ten times the slowest, which the collector has already slowed down. */
function warmTimeout(tests: readonly string[], { durations, hung }: SpectrumRun): number {
  const slowest = Math.max(0, ...tests.map((test) => (hung.has(test) ? 0 : (durations.get(test) ?? 0))))
  return Math.min(60_000, Math.max(250, 10 * slowest))
}

interface Seen {
  readonly failing: readonly string[]
  readonly passing: readonly string[]
  readonly spectrum: SpectrumRun
}

function toFault({ failing, passing, spectrum }: Seen): Fault {
  const importLines = spectrum.lines.get('') ?? new Map()
  const failingRan = failing.some((test) => spectrum.lines.has(test))
  const spectra: TestSpectrum[] = [...failing, ...passing].map((test) => ({
    failed: failing.includes(test),
    // A test whose file cannot be loaded fails in what ran outside any test.
    lines: mutable(spectrum.lines.get(test) ?? (failingRan ? new Map() : importLines)),
  }))
  const lines = addLoadedLines(rankLines(spectra), mutable(importLines))
  const files = new Set(lines.map(({ path }) => path))
  const homes = new Set(failing.map(homeOf))
  const touches = (test: string): boolean =>
    [...(spectrum.lines.get(test)?.keys() ?? [])].some((path) => files.has(path))
  const relevant = passing.filter(touches)
  const cost = (test: string): number =>
    spectrum.hung.has(test) ? Infinity : (spectrum.durations.get(test) ?? 0)
  const beside = relevant.filter((test) => homes.has(homeOf(test)))
  // Where nothing passes nothing says how long a repaired program takes.
  const least = passing.length > 0 ? 0 : 500
  return {
    failing: failing.toSorted((a, b) => cost(a) - cost(b)),
    beside,
    elsewhere: relevant.filter((test) => !homes.has(homeOf(test))),
    lines: [...lines],
    crashLines: spectrum.crashes.flat().filter(({ path }) => isMutable(path)),
    statuses: [...spectrum.statuses],
    timeoutMs: Math.max(least, warmTimeout([...failing, ...beside], spectrum)),
    elsewhereTimeoutMs: warmTimeout(relevant, spectrum),
    how: 'tests forked from a process that is loaded once',
    warm: true,
  }
}

/** Lines that run when a suspicious file is loaded, such as default values and constants, as less likely places. */
function addLoadedLines(ranked: readonly SuspiciousLine[], loaded: CoveredLines): readonly SuspiciousLine[] {
  const known = new Set(ranked.map(({ path, line }) => `${path}:${line}`))
  const best = new Map<string, number>()
  for (const { path, suspiciousness } of ranked) best.set(path, Math.max(best.get(path) ?? 0, suspiciousness))
  const more = [...best].flatMap(([path, most]) =>
    [...(loaded.get(path) ?? [])]
      .filter((line) => !known.has(`${path}:${line}`))
      .map((line) => ({ path, line, suspiciousness: most * 0.25 })),
  )
  return [...ranked, ...more]
}

function isMutable(path: string): boolean {
  const language = languageOf(path)
  return language !== null && dialectOf(language) !== null && !isTestPath(path)
}

function mutable(lines: CoveredLines): CoveredLines {
  return new Map([...lines].filter(([path]) => isMutable(path)))
}

/** Two runs, of what fails and of what passes, each seen as one test: less sharp, but any command will do. */
async function localisePlain(
  tools: AttemptTools,
  { command, isFailCommand }: Target,
  { signal }: { readonly signal?: AbortSignal | undefined },
): Promise<Fault | null> {
  const { baseline, sandbox } = tools
  const timeoutMs = plainTimeout(tools)
  const known: TestStatuses = isFailCommand ? new Map([[command.command, 'failed']]) : baseline.statuses
  const failing = [...known].flatMap(([test, status]) =>
    isFailing(status) && !baseline.flaky.has(test) ? [test] : [],
  )
  const passing = [...known].flatMap(([test, status]) => (isPassing(status) ? [test] : []))
  if (failing.length === 0) return null
  const cover = (only: readonly string[]): Promise<CoveredLines> =>
    inFork(sandbox, async (fork) => {
      const whole = only.includes(command.command)
      const run = await withCoverage(fork, (covered) =>
        runTests(covered, command, { ...(whole ? {} : { only }), timeoutMs: timeoutMs * 3, signal }),
      )
      statusesOf(run.result, command)
      return mutable(run.lines)
    })
  const spectra: TestSpectrum[] = [{ failed: true, lines: await cover(failing) }]
  if (passing.length > 0) spectra.push({ failed: false, lines: await cover(passing) })
  return {
    failing,
    beside: [],
    elsewhere: isFailCommand ? [] : passing,
    lines: [...rankLines(spectra)],
    crashLines: [...(await mentionedLines(tools))].map(({ path, line }) => ({ path, line })),
    statuses: [],
    timeoutMs,
    elsewhereTimeoutMs: timeoutMs,
    how: 'the whole test command for each candidate',
    warm: false,
  }
}

function plainTimeout({ baseline }: AttemptTools): number {
  return baseline.timedOut ? 20_000 : Math.min(300_000, Math.max(5000, 5 * baseline.durationMs))
}

/** Places that the failing output names, such as the frames of a stack. */
async function mentionedLines({ sandbox, baseline }: AttemptTools): Promise<readonly SuspiciousLine[]> {
  const found = new Map<string, SuspiciousLine>()
  const pattern = /([\w@./-]+\.\w+)(?:"?, line |:|\()(\d+)/g
  for (const [, name = '', line = ''] of baseline.output.matchAll(pattern)) {
    const path = name.replace(`${sandbox.root}/`, '').replace(/^(file:\/\/|\.\/)/, '')
    if (found.size > 200 || path.startsWith('/') || !isMutable(path)) continue
    found.set(`${path}:${line}`, { path, line: Number(line), suspiciousness: 0.5 })
  }
  const existing = await Promise.all(
    [...found.values()].map(async (each) => ((await sandbox.readFile(each.path)) ? [each] : [])),
  )
  return existing.flat()
}
