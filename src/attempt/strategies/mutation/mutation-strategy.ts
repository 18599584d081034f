import {
  evidenceSchema,
  isFailing,
  noUsage,
  type AttemptEvent,
  type AttemptOutcome,
  type Candidate,
  type Evidence,
} from '../../../domain/index.ts'
import { abortReason, hasCode, hashJson, messageOf, sha256, type CapuchinError } from '../../../std/index.ts'
import {
  mutationSpace,
  placeOf,
  spaceSize,
  type FileModel,
  type MutationPrior,
} from '../../../mutate/index.ts'
import { frameworkOf } from '../../../test-runner/index.ts'
import { z } from 'zod'
import { gatherEvidence } from '../../evidence.ts'
import type { AttemptTools, Strategy } from '../../strategy.ts'
import { preferenceOf, summarise } from './candidate-rank.ts'
import { faultSchema, type Fault, type Target } from './fault.ts'
import { readFileModels } from './file-models.ts'
import { proximityOf } from './line-proximity.ts'
import { localise } from './localise.ts'
import { searchSpace, type Tried } from './search.ts'
import { createTally, type TriedCounts } from './tally.ts'
import { createTrialWorker } from './trial.ts'

export interface MutationOptions {
  /** Plausible patches to stop at. Default 5. */
  readonly maxPlausible?: number
  /** After the first plausible patch, look at this many more candidates, or half as many as it took. Default 400. */
  readonly further?: number
  /** Changes tried before the search ends, whatever it has found. Default: no limit but the time. */
  readonly maxTrials?: number | undefined
  /** How far the seed may shake the order of changes, 0 to 1. Default that of the space. */
  readonly shake?: number | undefined
  readonly prior?: MutationPrior | undefined
}

/**
 * Repairs by search, without a model: lines ranked by the tests that run them, small changes of these lines tried
 * best-first in parallel sandboxes. Needs a failing test or a failing command.
 */
export function createMutationStrategy(options: MutationOptions = {}): Strategy {
  return {
    name: 'mutation',
    mustFix: 'all',
    run: ({ problemStatement }, tools, { signal }) =>
      runMutation(tools, { ...options, issue: problemStatement }, signal),
  }
}

type Options = MutationOptions & { readonly issue: string }

async function* runMutation(
  tools: AttemptTools,
  options: Options,
  signal: AbortSignal | undefined,
): AsyncGenerator<AttemptEvent, AttemptOutcome> {
  yield { type: 'attempt-start', strategy: 'mutation', model: null, seed: tools.seed }
  const outcome = yield* guarded(() => repair(tools, options, signal), signal)
  yield { type: 'attempt-end', outcome }
  return outcome
}

/** A cancelled run and a broken sandbox are endings, not errors. */
async function* guarded(
  work: () => AsyncGenerator<AttemptEvent, AttemptOutcome>,
  signal: AbortSignal | undefined,
): AsyncGenerator<AttemptEvent, AttemptOutcome> {
  try {
    return yield* work()
  } catch (error) {
    if (signal?.aborted && (error === abortReason(signal) || hasCode(error, 'std/cancelled')))
      return { kind: 'cancelled', usage: noUsage }
    if (isInfra(error)) return { kind: 'infra', code: error.code, reason: messageOf(error), usage: noUsage }
    throw error
  }
}

function isInfra(error: unknown): error is CapuchinError {
  return hasCode(error, 'sandbox') || hasCode(error, 'test-runner')
}

async function* repair(
  tools: AttemptTools,
  options: Options,
  signal: AbortSignal | undefined,
): AsyncGenerator<AttemptEvent, AttemptOutcome> {
  const target = targetOf(tools)
  if (!target) return noPatch(whatIsMissing)
  yield { type: 'stage', stage: 'localise', detail: target.command.command }
  const warnings: string[] = []
  const warn = (text: string): void => void warnings.push(text)
  const { issue } = options
  const { value: fault } = await tools.journal.ask(
    {
      kind: 'exec',
      stage: 'localise',
      step: 0,
      key: hashJson({ base: tools.baseKey, issue, command: target.command.command, cwd: target.command.cwd }),
      schema: faultSchema.nullable(),
    },
    () => localise(tools, target, { issue, warn, signal }),
  )
  for (const text of warnings) yield { type: 'warning', text }
  if (!fault) return noPatch(`no test fails under \`${target.command.command}\`; ${whatIsMissing}`)
  const paths = [...new Set(fault.lines.map(({ path }) => path))]
  const models = await readFileModels(tools.sandbox, paths)
  if (models.size === 0)
    return noPatch(
      'the failing tests run no file of a language that can be mutated (Python, JavaScript, TypeScript)',
    )
  yield {
    type: 'stage',
    stage: 'search',
    detail: `${fault.failing.length} failing, ${fault.lines.length} suspicious lines in ${models.size} files; ${fault.how}`,
  }
  return yield* search({ tools, fault, target, models, options, signal })
}

const whatIsMissing =
  'give a failing test, or a command that shows the bug (--fail-cmd), so that there is something to search for'

interface Search {
  readonly tools: AttemptTools
  readonly fault: Fault
  readonly target: Target
  readonly models: ReadonlyMap<string, FileModel>
  readonly options: Options
  readonly signal: AbortSignal | undefined
}

interface Found {
  readonly tried: Tried
  readonly patch: string
  readonly evidence: Evidence
  /** What had been tried by then, it among it. */
  readonly counts: TriedCounts
}

const progressEveryMs = 300

async function* search(work: Search): AsyncGenerator<AttemptEvent, AttemptOutcome> {
  const { tools, fault, models, target, signal } = work
  const { maxPlausible = 5, further = 400, maxTrials = Infinity, shake, prior, issue } = work.options
  const space = mutationSpace(fault.lines, models, {
    seed: tools.seed,
    proximity: proximityOf({ fault, models, issue }),
    ...(shake === undefined ? {} : { shake }),
    prior,
  })
  const tally = createTally(models)
  const searching = searchSpace({
    tools,
    fault,
    space,
    models,
    startWorker: () => createTrialWorker(tools, fault, target),
    until: tools.deadline === null ? null : tools.deadline - reserveMs(tools),
    signal,
  })
  const found: Found[] = []
  const counts = { tried: 0, timeouts: 0 }
  const size = estimateSpace(fault, models)
  let lastSaid = 0
  let ending: Ending = 'enough'
  let lastIndex = Infinity
  try {
    for (;;) {
      const next = await searching.next()
      if (next.done) {
        ending = next.value
        break
      }
      const tried = next.value
      counts.tried++
      tally.add(tried.spaced)
      if (tried.verdict.timedOut) counts.timeouts++
      if (tried.verdict.survives) {
        const judged = await judgeSurvivor(tried, work)
        if (judged.evidence.plausible) {
          found.push({ tried, ...judged, counts: tally.counts() })
          yield* sayFound(tried, judged.evidence, models)
          yield { type: 'search-progress', ...counts, space: size, plausible: found.length }
          if (found.length === 1) lastIndex = tried.index + Math.max(further, Math.floor(tried.index / 2))
        }
      }
      if (performance.now() - lastSaid > progressEveryMs) {
        lastSaid = performance.now()
        yield { type: 'search-progress', ...counts, space: size, plausible: found.length }
      }
      if (found.length >= maxPlausible || tried.index >= lastIndex) break
      if (counts.tried >= maxTrials) {
        ending = 'trials'
        break
      }
    }
  } catch (error) {
    // A base that changed takes its patches along; of any other breakdown what was found before it stands.
    if (found.length === 0 || !isInfra(error) || error.code === 'sandbox/base-changed') throw error
    yield { type: 'warning', text: `the search ended early: ${messageOf(error)}` }
  } finally {
    await searching.return('time')
  }
  yield { type: 'search-progress', ...counts, space: size, plausible: found.length }
  return conclude({ found, models, tools, ending, tried: counts.tried })
}

/** The full suite on the base with only this change in it. */
async function judgeSurvivor(
  { trial, index }: Tried,
  { tools, fault, signal }: Search,
): Promise<{ readonly patch: string; readonly evidence: Evidence }> {
  const { value } = await tools.journal.ask(
    {
      kind: 'exec',
      stage: 'evidence',
      step: index,
      key: sha256(`${trial.path}\n${trial.content}`),
      schema: z.object({ patch: z.string(), evidence: evidenceSchema }),
    },
    async () => {
      await using fork = await tools.sandbox.fork()
      await fork.writeFile(trial.path, trial.content)
      const patch = await fork.diff()
      const { evidence } = await gatherEvidence({
        sandbox: fork,
        baseline: withStatuses(tools, fault),
        testCommand: tools.testCommand,
        failCommand: tools.failCommand,
        mustFix: 'all',
        timeoutMs: evidenceTimeout(tools),
        signal,
      })
      return { patch, evidence }
    },
  )
  return value
}

/** A baseline cut short by a hanging test says nothing of the tests behind it; localisation ran these one by one. */
function withStatuses(
  { baseline, testCommand }: AttemptTools,
  { statuses }: Fault,
): AttemptTools['baseline'] {
  const measured = new Map(baseline.statuses)
  if (baseline.timedOut && testCommand) measured.delete(testCommand.command)
  return { ...baseline, statuses: new Map([...statuses, ...measured]) }
}

function evidenceTimeout({ baseline }: AttemptTools): number {
  return baseline.timedOut ? 60_000 : Math.max(20_000, 5 * baseline.durationMs)
}

function reserveMs({ baseline }: AttemptTools): number {
  return baseline.timedOut ? 2000 : Math.min(20_000, 1000 + 1.5 * baseline.durationMs)
}

function* sayFound(
  { spaced }: Tried,
  evidence: Evidence,
  models: ReadonlyMap<string, FileModel>,
): Iterable<AttemptEvent> {
  const { path, mutation } = spaced
  const model = models.get(path)
  const note = model ? summarise(spaced, model) : mutation.operator
  yield { type: 'edit-applied', path, how: mutation.operator, line: mutation.line, note }
  if (evidence.tests)
    yield {
      type: 'test-result',
      what: note,
      passed: evidence.tests.fixed.length + evidence.tests.stillPassing.length,
      failed: evidence.tests.broken.length + evidence.tests.stillFailing.length,
      comparison: evidence.tests,
    }
}

type Ending = 'exhausted' | 'time' | 'trials' | 'enough'

interface Conclusion {
  readonly found: readonly Found[]
  readonly models: ReadonlyMap<string, FileModel>
  readonly tools: AttemptTools
  readonly ending: Ending
  readonly tried: number
}

function conclude({ found, models, tools, ending, tried }: Conclusion): AttemptOutcome {
  const candidates = found
    .flatMap(({ tried: { spaced, index }, ...rest }) => {
      const model = models.get(spaced.path)
      return model ? [{ ...rest, spaced, index, model, score: preferenceOf(spaced, model) }] : []
    })
    .toSorted((a, b) => b.score - a.score || a.index - b.index)
    .map(({ spaced, index, patch, evidence, counts, model, score }, rank): Candidate => ({
      attemptIndex: tools.attemptIndex,
      rank,
      patch,
      summary: summarise(spaced, model),
      evidence,
      score,
      found: {
        operator: spaced.mutation.operator,
        place: placeOf(model, spaced.mutation.line),
        trials: index + 1,
        tried: { operators: { ...counts.operators }, places: { ...counts.places } },
      },
    }))
  // What was found in time is a result, however the search ended.
  if (candidates.length > 0) return { kind: 'submitted', candidates, usage: noUsage }
  if (ending === 'time') {
    const reason = `the time was up after ${tried} candidates`
    return { kind: 'limit', which: 'time', reason, candidates, usage: noUsage }
  }
  if (ending === 'trials') {
    const reason = `none of the first ${tried} changes passes the tests`
    return { kind: 'limit', which: 'candidates', reason, candidates, usage: noUsage }
  }
  return noPatch(`none of the ${tried} changes that are possible in the suspicious lines passes the tests`)
}

function noPatch(reason: string): AttemptOutcome {
  return { kind: 'no-patch', reason, usage: noUsage }
}

/** The failing command where one is given, because it shows this bug and no other; else the test suite. */
function targetOf({ failCommand, testCommand, baseline }: AttemptTools): Target | null {
  if (failCommand !== null && baseline.failCommandExitCode !== 0)
    return {
      isFailCommand: true,
      command: { framework: frameworkOf(failCommand), command: failCommand, cwd: '', foundIn: '--fail-cmd' },
    }
  if (!testCommand) return null
  const fails = [...baseline.statuses].some(
    ([test, status]) => isFailing(status) && !baseline.flaky.has(test),
  )
  return fails || baseline.timedOut ? { isFailCommand: false, command: testCommand } : null
}

/** Number of candidates, from the first lines: counting all of a large program would take longer than it tells. */
function estimateSpace({ lines }: Fault, models: ReadonlyMap<string, FileModel>): number {
  const counted = lines.slice(0, 40)
  return Math.round((spaceSize(counted, models) * lines.length) / Math.max(1, counted.length))
}
