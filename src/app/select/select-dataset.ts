import { loadPredictions, readEnvironmentTables, renderPredictionLines } from '../../dataset/index.ts'
import type { ExecutionCache, GradableInstance, Prediction, SelectionReport } from '../../domain/index.ts'
import { forgetfulJournal } from '../../domain/index.ts'
import { defaultObserveOptions, selectors, type PoolEntry, type SelectorName } from '../../selection/index.ts'
import { atomicWrite, CapuchinError, messageOf, throwIfAborted } from '../../std/index.ts'
import type { App } from '../create-app.ts'
import { readInputs } from '../evaluate/evaluation-inputs.ts'
import type { EvaluateSettings } from '../evaluate/settings.ts'
import { lookAtPool, reportChoice } from './look-at-pool.ts'
import { openTask } from './open-task.ts'

export interface SelectDatasetRequest {
  /** Where instances are and how they are run; its `predictions` are not read. */
  readonly settings: EvaluateSettings
  /** Prediction files, one a system. */
  readonly predictions: readonly string[]
  /** File that the chosen predictions are written to. */
  readonly out: string
  readonly selector: SelectorName
  readonly minConfidence: number
  readonly seed: number
  readonly env: Readonly<Record<string, string | undefined>>
}

/** What became of one instance. */
export type InstanceSelection =
  | {
      readonly kind: 'selected'
      readonly instanceId: string
      readonly report: SelectionReport
      readonly label: string | null
    }
  | { readonly kind: 'infra'; readonly instanceId: string; readonly reason: string }

export interface DatasetWatch {
  readonly executions: ExecutionCache
  readonly onNote: (text: string) => void
  readonly onEnd: (selection: InstanceSelection) => void
  readonly signal: AbortSignal
}

/**
 * One prediction of several systems' for each instance, chosen as patches of a checkout are. What was run is found
 * again by content, so that the same command goes on where it was stopped.
 *
 * @throws CapuchinError `dataset/*`, `sandbox/*`, `select/no-patch`.
 */
export async function selectDataset(
  app: App,
  request: SelectDatasetRequest,
  watch: DatasetWatch,
): Promise<readonly InstanceSelection[]> {
  const pools = await readPools(request, watch.signal)
  await using places = await app.openPlaces(request.settings, watch.onNote)
  const tables = readEnvironmentTables()
  const done: InstanceSelection[] = []
  const chosen: Prediction[] = []
  for (const { instance, entries } of pools) {
    throwIfAborted(watch.signal)
    const selection = await selectInstance(instance, entries, { app, places, tables, request, watch })
    done.push(selection)
    watch.onEnd(selection)
    if (selection.kind === 'selected') chosen.push(toPrediction(selection))
    await atomicWrite(request.out, renderPredictionLines(chosen))
  }
  return done
}

interface InstancePool {
  readonly instance: GradableInstance
  readonly entries: readonly PoolEntry[]
}

/** Patches by instance; a system's name is its file's, or what its rows say. */
async function readPools(
  { settings, predictions: files, env }: SelectDatasetRequest,
  signal: AbortSignal,
): Promise<readonly InstancePool[]> {
  if (files.length === 0)
    throw new CapuchinError('select/no-patch', 'there are no predictions to choose from', {
      hint: 'give one file for each system: --predictions a.jsonl b.jsonl',
    })
  const { dataset, chosen, instances } = await readInputs(
    { ...settings, predictions: 'empty' },
    { env, signal },
  )
  const knownIds = new Set(dataset.instances.map(({ instanceId }) => instanceId))
  const systems = await Promise.all(
    files.map((file) => loadPredictions(file, { instances: chosen, knownIds })),
  )
  return instances.flatMap((instance) => {
    const entries = systems.flatMap(({ predictions }) => {
      const { patch = null, model = '' } = predictions.get(instance.instanceId) ?? {}
      return patch === null ? [] : [{ patch, label: model, attemptIndex: null, evidence: null }]
    })
    return entries.length === 0 ? [] : [{ instance, entries }]
  })
}

interface InstanceDeps extends Pick<Parameters<typeof openTask>[1], 'app' | 'places' | 'tables'> {
  readonly request: SelectDatasetRequest
  readonly watch: DatasetWatch
}

/** What breaks around an instance is named and costs no other its choice. */
async function selectInstance(
  instance: GradableInstance,
  entries: readonly PoolEntry[],
  deps: InstanceDeps,
): Promise<InstanceSelection> {
  const { instanceId } = instance
  try {
    return await selectInTask(instance, entries, deps)
  } catch (error) {
    if (deps.watch.signal.aborted || !(error instanceof CapuchinError)) throw error
    return { kind: 'infra', instanceId, reason: messageOf(error) }
  }
}

async function selectInTask(
  instance: GradableInstance,
  entries: readonly PoolEntry[],
  { request, watch, ...deps }: InstanceDeps,
): Promise<InstanceSelection> {
  const { signal } = watch
  await using task = await openTask(instance, { ...deps, signal })
  const seen = await lookAtPool(
    {
      ...task,
      code: task.code.finder,
      executions: watch.executions,
      cores: request.settings.jobs,
      note: (text) => watch.onNote(`${instance.instanceId}: ${text}`),
    },
    { entries, tests: [], commandFor: task.commandFor, options: defaultObserveOptions },
    { signal },
  )
  const { observations, executor } = seen
  const tools = { model: null, executor, journal: forgetfulJournal, seed: request.seed }
  const choice = await selectors[request.selector].select(task.problem, observations, { tools, signal })
  const report = reportChoice(seen, choice, request)
  const { selection } = report
  const label =
    selection.chosen === null ? null : (report.patches[selection.chosen]?.labels.join('+') ?? null)
  return { kind: 'selected', instanceId: instance.instanceId, report, label }
}

function toPrediction({ instanceId, report }: Extract<InstanceSelection, { kind: 'selected' }>): Prediction {
  const { selection, patches } = report
  const patch = selection.chosen === null ? null : (patches[selection.chosen]?.patch ?? null)
  return { instanceId, model: `capuchin-${selection.selector}`, patch }
}
