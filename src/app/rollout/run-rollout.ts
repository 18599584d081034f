import PQueue from 'p-queue'
import { join } from 'node:path'
import { rolloutStatistics, type RolledAttempt, type RolloutStatistics } from '../../analysis/index.ts'
import { readEnvironmentTables, renderPredictionLines } from '../../dataset/index.ts'
import type { GradableInstance } from '../../domain/index.ts'
import type { EvaluationPlaces } from '../../evaluation/index.ts'
import { atomicWrite, throwIfAborted } from '../../std/index.ts'
import type { Store } from '../../store/index.ts'
import type { App } from '../create-app.ts'
import { strategyNameOf } from '../create-strategy.ts'
import { readInputs } from '../evaluate/evaluation-inputs.ts'
import { makeFolder } from '../export/make-folder.ts'
import { attemptsOf, type MadeAttempt } from './attempt-row.ts'
import { gradePatches, type PatchVerdicts } from './grade-patches.ts'
import { candidateRows, predictionOf, selectionLine, verdictOf, type Pool } from './pool-lines.ts'
import { openRolloutFiles, type RolloutFiles } from './rollout-files.ts'
import type { RolloutEvent, RolloutRequest } from './rollout-request.ts'
import { openRolloutRun } from './rollout-run.ts'
import { runInstance, type InstanceDeps, type InstanceEnd } from './run-instance.ts'

export interface RolloutDeps {
  readonly store: Store
  readonly onEvent: (event: RolloutEvent) => void
  /** Told of every instance with all that its attempts came to. */
  readonly onPool?: ((pool: Pool) => void) | undefined
  readonly signal: AbortSignal
}

export interface RolloutOutcome {
  readonly runId: string
  readonly instances: number
  readonly statistics: RolloutStatistics
  /** Instances without a run, and why. */
  readonly infra: readonly { readonly instanceId: string; readonly code: string; readonly reason: string }[]
  /** Patches that were to be graded and have no verdict. */
  readonly ungraded: number
  /** What all of it cost, the choice among patches too; null where a price is not known. */
  readonly costUsd: number | null
  /** Input of `analyze selection`; null where nothing was graded. */
  readonly selectionFile: string | null
  /** Files that were written. */
  readonly files: readonly string[]
}

/**
 * Attempts on many instances, each instance going from attempts to choice to grading without waiting for another. What
 * the store holds is not made again: the same command goes on where it was stopped or killed.
 *
 * @throws CapuchinError `dataset/*`, `sandbox/unavailable`, `rollout/*`, `store/run-owned`, `config/*`, `llm/*` for what
 *   would break every instance, `export/cannot-write`.
 */
export async function runRollout(
  app: App,
  request: RolloutRequest,
  { store, onEvent, onPool, signal }: RolloutDeps,
): Promise<RolloutOutcome> {
  const { settings, config, runId, root } = request
  const inputs = await readInputs({ ...settings, predictions: 'empty' }, { env: request.env, signal })
  const note = (text: string): void => onEvent({ type: 'note', text })
  for (const text of inputs.notes) note(text)
  await makeFolder(request.out)
  const { dataset, split = null } = settings
  await using run = await openRolloutRun(
    { kind: 'rollout', v: 1, dataset, split, config, temperatures: [...request.temperatures] },
    { store, root, runId },
  )
  await using places = createPlaces(app, request, note)
  await using files = await openRolloutFiles(request.out)
  const attempts = new PQueue({ concurrency: request.jobs.attempts })
  const rolled = await rollAll(inputs.instances, {
    request,
    files,
    onEvent,
    onPool,
    grading: new PQueue({ concurrency: request.jobs.grading }),
    instance: {
      app,
      store,
      tables: readEnvironmentTables(),
      placesOf: places.of,
      inTurn: (work) => attempts.add(work),
      onNote: note,
      signal,
    },
  })
  const outcome = await conclude(request, rolled, files)
  run.finish(outcome)
  return outcome
}

interface Rolling {
  readonly request: RolloutRequest
  readonly instance: InstanceDeps
  readonly grading: PQueue
  readonly files: RolloutFiles
  readonly onEvent: (event: RolloutEvent) => void
  readonly onPool: RolloutDeps['onPool']
}

/** What is kept of an instance when its lines are written. */
interface Rolled {
  readonly instanceId: string
  readonly attempts: readonly RolledAttempt[]
  readonly costUsd: number | null
  readonly ungraded: number
  readonly infra: { readonly code: string; readonly reason: string } | null
}

async function rollAll(instances: readonly GradableInstance[], rolling: Rolling): Promise<readonly Rolled[]> {
  const { request, instance: deps } = rolling
  // As many instances are open as attempts may run: one more would wait with its sandbox in the way.
  const open = new PQueue({ concurrency: request.jobs.attempts })
  const stop = new AbortController()
  const signal = AbortSignal.any([deps.signal, stop.signal])
  const within = { ...rolling, instance: { ...deps, signal } }
  let done = 0
  const roll = async (instance: GradableInstance): Promise<Rolled> => {
    const end = await open.add(() => {
      throwIfAborted(signal)
      return runInstance(instance, request, within.instance)
    })
    return settle(instance, end, { rolling: within, place: { done: ++done, total: instances.length } })
  }
  const works = instances.map(async (instance) => {
    try {
      return await roll(instance)
    } catch (error) {
      stop.abort(error)
      throw error
    }
  })
  const ended = await Promise.allSettled(works)
  throwIfAborted(deps.signal)
  if (stop.signal.aborted) throw stop.signal.reason
  return ended.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
}

interface SettleDeps {
  readonly rolling: Rolling
  readonly place: { readonly done: number; readonly total: number }
}

/** Grades what an instance's run came to, and writes its lines. */
async function settle(
  instance: GradableInstance,
  end: InstanceEnd,
  { rolling, place }: SettleDeps,
): Promise<Rolled> {
  const { request, files, onEvent } = rolling
  const { instanceId } = instance
  if (end.kind === 'infra') {
    const { code, reason } = end
    onEvent({ ...emptyEvent, ...place, instanceId, infra: `${code}: ${reason}` })
    return { instanceId, attempts: [], costUsd: 0, ungraded: 0, infra: { code, reason } }
  }
  const { result, runId, fromStore } = end
  const attempts = await attemptsOf(
    rolling.instance.store,
    { runId, instanceId, repo: instance.repo },
    result,
  )
  const verdicts = request.evaluates ? await grade(instance, attempts, rolling) : null
  const pool: Pool = { instanceId, repo: instance.repo, attempts, result, verdicts }
  rolling.onPool?.(pool)
  const prediction = predictionOf(result)
  await files.write({
    attempts: attempts.map(({ row }) => ({ ...row, resolved: resolvedOf(row.patch, verdicts) })),
    prediction: renderPredictionLines([{ instanceId, model: modelName(request), patch: prediction }]),
    verdicts: [...(verdicts?.resolved ?? [])].map(([patchId, resolved]) => ({
      instanceId,
      patchId,
      resolved,
    })),
    selection: verdicts ? selectionLine(pool) : null,
    candidates: candidateRows(pool),
  })
  const rolled = attempts.map((made) => toRolled(made, verdicts))
  onEvent({
    type: 'instance',
    ...place,
    instanceId,
    attempts: countBy(rolled.map(({ exit }) => exit)),
    resolved: verdicts ? rolled.filter(({ resolved }) => resolved === true).length : null,
    chosen: verdicts && (prediction === null ? false : verdictOf(verdicts, prediction)),
    costUsd: result.usage.costUsd,
    fromStore,
    infra: null,
  })
  const ungraded = verdicts?.infra.length ?? 0
  return { instanceId, attempts: rolled, costUsd: result.usage.costUsd, ungraded, infra: null }
}

const emptyEvent = {
  type: 'instance',
  attempts: {},
  resolved: null,
  chosen: null,
  costUsd: null,
  fromStore: false,
} as const

async function grade(
  instance: GradableInstance,
  attempts: readonly MadeAttempt[],
  { request, instance: { placesOf, store, signal }, grading, onEvent }: Rolling,
): Promise<PatchVerdicts> {
  const patches = attempts.flatMap(({ candidates }) => candidates.map(({ patch }) => patch))
  const verdicts = await grading.add(async () =>
    gradePatches(instance, patches, {
      places: await placesOf(1),
      executions: store.executions,
      settings: request.settings,
      signal,
    }),
  )
  throwIfAborted(signal)
  for (const { code, reason } of verdicts.infra)
    onEvent({ type: 'note', text: `a patch of ${instance.instanceId} has no verdict: ${code}: ${reason}` })
  return verdicts
}

function toRolled({ row }: MadeAttempt, verdicts: PatchVerdicts | null): RolledAttempt {
  const { instanceId, repo, turns, usage, patch, exit } = row
  return {
    instanceId,
    repo,
    exit: exit.kind === 'limit' ? `limit: ${exit.reason.split(':')[0] ?? ''}` : exit.kind,
    hasPatch: (patch ?? '') !== '',
    resolved: resolvedOf(patch, verdicts),
    turns,
    costUsd: usage === null ? null : usage.costUsd,
  }
}

function resolvedOf(patch: string | null, verdicts: PatchVerdicts | null): boolean | null {
  if (verdicts === null || patch === null) return null
  return patch === '' ? false : verdictOf(verdicts, patch)
}

async function conclude(
  request: RolloutRequest,
  rolled: readonly Rolled[],
  files: RolloutFiles,
): Promise<RolloutOutcome> {
  const attempts = rolled.flatMap((one) => one.attempts)
  const statistics = rolloutStatistics(attempts, { seed: request.config.seed })
  const statisticsFile = join(request.out, 'statistics.json')
  await atomicWrite(statisticsFile, `${JSON.stringify(statistics, null, 2)}\n`)
  const written = await files.finish()
  return {
    runId: request.runId,
    instances: rolled.length,
    statistics,
    infra: rolled.flatMap(({ instanceId, infra }) => (infra ? [{ instanceId, ...infra }] : [])),
    ungraded: rolled.reduce((sum, one) => sum + one.ungraded, 0),
    costUsd: rolled.reduce<number | null>(
      (sum, { costUsd }) => (sum === null || costUsd === null ? null : sum + costUsd),
      0,
    ),
    selectionFile: request.evaluates ? join(request.out, 'selection.jsonl') : null,
    files: [...written, statisticsFile],
  }
}

function modelName({ config }: RolloutRequest): string {
  const models = config.model.map((model) => model.split('@')[0]).join('+')
  return ['capuchin', strategyNameOf(config), models].filter(Boolean).join('-')
}

function countBy(words: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1
  return counts
}

interface PlacesByMemory extends AsyncDisposable {
  readonly of: (factor: number) => Promise<EvaluationPlaces>
}

/** Places with more memory are made when an instance needs them. */
function createPlaces(app: App, { settings }: RolloutRequest, note: (text: string) => void): PlacesByMemory {
  const opened = new Map<number, Promise<EvaluationPlaces>>()
  return {
    of: (factor) => {
      const known = opened.get(factor)
      if (known) return known
      const opening = app.openPlaces({ ...settings, memoryMb: settings.memoryMb * factor }, note)
      opened.set(factor, opening)
      return opening
    },
    [Symbol.asyncDispose]: async () => {
      for (const places of opened.values()) await (await places.catch(() => null))?.[Symbol.asyncDispose]()
    },
  }
}
