import { readEnvironmentTables, renderPredictionLines } from '../../dataset/index.ts'
import {
  addUsage,
  forgetfulJournal,
  type Journal,
  type Prediction,
  type SelectionReport,
  type Usage,
} from '../../domain/index.ts'
import { defaultObserveOptions } from '../../selection/index.ts'
import { atomicWrite, CapuchinError, hasCode, messageOf, throwIfAborted } from '../../std/index.ts'
import type { Store } from '../../store/index.ts'
import type { VerifierModel } from '../../verifier/index.ts'
import type { Config } from '../config.ts'
import type { App } from '../create-app.ts'
import type { ModelFactory, ModelInput, RunModels } from '../create-models.ts'
import { configuredVerifier } from '../verifier/read-verifier.ts'
import { choosePatch, flowOf } from './choose-patch.ts'
import { datasetRunId, openDatasetRun, toDatasetRunInput, type DatasetRun } from './dataset-run.ts'
import { concludeChoice } from './conclude-choice.ts'
import { lookAtPool } from './look-at-pool.ts'
import { openTask } from './open-task.ts'
import { readPredictionPools, type PredictionFiles, type PredictionPool } from './prediction-pools.ts'
import { writeTests } from './write-tests.ts'

export interface SelectDatasetRequest extends PredictionFiles, Pick<ModelInput, 'record' | 'replay'> {
  readonly config: Config
  /** Folder whose store it is kept in. */
  readonly root: string
  /** File that the chosen predictions are written to. */
  readonly out: string
}

/** What became of one instance. */
export type InstanceSelection =
  | {
      readonly kind: 'selected'
      readonly instanceId: string
      readonly report: SelectionReport
      readonly label: string | null
      /** What models were asked for it. */
      readonly usage: Usage
    }
  | { readonly kind: 'infra'; readonly instanceId: string; readonly reason: string }

export interface DatasetWatch {
  readonly store: Store
  readonly onNote: (text: string) => void
  readonly onEnd: (selection: InstanceSelection) => void
  readonly signal: AbortSignal
}

/**
 * One prediction of several systems' for each instance, chosen as patches of a checkout are. What was run is found
 * again by content, and what a model was asked in the record of the same command, so that this goes on where it was
 * stopped.
 *
 * @throws CapuchinError `dataset/*`, `sandbox/*`, `select/no-patch`, `store/run-owned`, `config/no-model`, and `llm/*`
 *   where a selector that asks a model was named.
 */
export async function selectDataset(
  app: App,
  request: SelectDatasetRequest,
  watch: DatasetWatch,
): Promise<readonly InstanceSelection[]> {
  const verifier = await configuredVerifier(request.config)
  const pools = await readPredictionPools(request, watch)
  await using asking = await openAsking(app, request, watch)
  await using places = await app.openPlaces(request.settings, watch.onNote)
  const tables = readEnvironmentTables()
  const done: InstanceSelection[] = []
  const chosen: Prediction[] = []
  for (const pool of pools) {
    throwIfAborted(watch.signal)
    const selection = await selectInstance(pool, { app, places, tables, request, watch, asking, verifier })
    done.push(selection)
    watch.onEnd(selection)
    if (selection.kind === 'selected') chosen.push(toPrediction(selection))
    await atomicWrite(request.out, renderPredictionLines(chosen))
  }
  asking.run?.finish()
  return done
}

/** Who is asked, and where that is kept; both null where nobody is. */
interface Asking extends AsyncDisposable {
  readonly models: RunModels | null
  readonly run: DatasetRun | null
}

async function openAsking(
  app: App,
  { config, record, replay, root, settings: { dataset }, predictions, out }: SelectDatasetRequest,
  { store }: DatasetWatch,
): Promise<Asking> {
  const input = { config, record, replay, given: { patches: [], tests: [] } }
  if (!app.asksModel(input)) return { models: null, run: null, [Symbol.asyncDispose]: async () => {} }
  const run = await openDatasetRun(toDatasetRunInput({ dataset, predictions, out }), {
    store,
    root,
    redact: app.redact,
  })
  try {
    const models = await app.createModels(input, { before: run.before, run: { id: run.id, root } })
    return { models, run, [Symbol.asyncDispose]: () => run[Symbol.asyncDispose]() }
  } catch (error) {
    await run[Symbol.asyncDispose]()
    throw error
  }
}

interface InstanceDeps extends Pick<Parameters<typeof openTask>[1], 'app' | 'places' | 'tables'> {
  readonly request: SelectDatasetRequest
  readonly watch: DatasetWatch
  readonly asking: Asking
  readonly verifier: VerifierModel | null
}

/** What breaks around an instance is named and costs no other its choice; a model that breaks would cost each. */
async function selectInstance(pool: PredictionPool, deps: InstanceDeps): Promise<InstanceSelection> {
  const { instanceId } = pool.instance
  try {
    return await selectInTask(pool, deps)
  } catch (error) {
    if (deps.watch.signal.aborted || !(error instanceof CapuchinError)) throw error
    if (hasCode(error, 'llm') || hasCode(error, 'config')) throw error
    return { kind: 'infra', instanceId, reason: messageOf(error) }
  }
}

async function selectInTask(
  { instance, entries }: PredictionPool,
  { request, watch, asking, verifier, ...deps }: InstanceDeps,
): Promise<InstanceSelection> {
  const { config } = request
  const { signal } = watch
  await using task = await openTask(instance, { ...deps, signal })
  const note = (text: string): void => watch.onNote(`${instance.instanceId}: ${text}`)
  const journalOf = (writer?: number): Journal =>
    asking.run?.journalOf(instance.instanceId, note, writer) ?? forgetfulJournal
  const shared = { ...task, code: task.code.finder, executions: watch.store.executions, note }
  const writing = {
    ...shared,
    config,
    sandbox: task.base,
    testCommand: null,
    journalOf,
    modelOf: (writer: Parameters<ModelFactory>[0]) => asking.models?.ofAttempt(writer) ?? null,
  }
  const written = await writeTests(writing, { signal })
  const seen = await lookAtPool(
    { ...shared, cores: request.settings.jobs },
    {
      entries,
      tests: written.tests,
      commandFor: task.commandFor,
      options: { ...defaultObserveOptions, scriptTimeoutMs: config.scriptSeconds * 1_000 },
      verifier,
    },
    { signal },
  )
  const modelOf = asking.models?.ofSelection ?? null
  const choice = await choosePatch(
    seen,
    { problem: task.problem, config, flow: flowOf(config), modelOf, journal: journalOf(), note },
    { signal },
  )
  const runId = datasetRunId(toDatasetRunInput({ ...request, dataset: request.settings.dataset }))
  const where = { runId, instanceId: instance.instanceId }
  const report = await concludeChoice(
    watch.store,
    { seen, choice, hasModel: modelOf !== null, ...where },
    config,
  )
  const { selection } = report
  const label =
    selection.chosen === null ? null : (report.patches[selection.chosen]?.labels.join('+') ?? null)
  const usage = addUsage(written.usage, selection.usage)
  return { kind: 'selected', instanceId: instance.instanceId, report, label, usage }
}

function toPrediction({ instanceId, report }: Extract<InstanceSelection, { kind: 'selected' }>): Prediction {
  const { selection, patches } = report
  const patch = selection.chosen === null ? null : (patches[selection.chosen]?.patch ?? null)
  return { instanceId, model: `capuchin-${selection.selector}`, patch }
}
