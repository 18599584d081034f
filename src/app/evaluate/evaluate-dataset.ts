import { join } from 'node:path'
import type { ExecutionCache, Instance, Verdict } from '../../domain/index.ts'
import {
  evaluate,
  instanceFolder,
  renderReport,
  runReportName,
  toGradingReference,
  toInstanceReport,
  toRunReport,
  writeInfraEnding,
  writeInstanceLogs,
  writeInstanceReport,
  writeRunFile,
  type EvaluationItem,
  type EvaluationPlaces,
  type InfraEnding,
  type ItemResult,
} from '../../evaluation/index.ts'
import { atomicWrite, type Clock } from '../../std/index.ts'
import { readInputs, type EvaluationInputs } from './evaluation-inputs.ts'
import { gradeLogs, ungraded } from './grade-item.ts'
import { reproduceText } from './reproduce-text.ts'
import type { EvaluateSettings } from './settings.ts'
import { createStability, type Stability } from './stability.ts'

export interface EvaluateDeps {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  readonly executions: ExecutionCache
  readonly openPlaces: (
    settings: EvaluateSettings,
    onNote: (text: string) => void,
  ) => Promise<EvaluationPlaces>
  readonly onEvent: (event: EvaluationEvent) => void
  readonly signal: AbortSignal
}

export type EvaluationEvent =
  | { readonly type: 'note'; readonly text: string }
  | { readonly type: 'start'; readonly instanceId: string; readonly repetition: number }
  | {
      readonly type: 'end'
      readonly instanceId: string
      readonly repetition: number
      readonly done: number
      readonly total: number
      readonly outcome: string
      readonly fromCache: boolean
      readonly testMs: number | null
      /** Opening, applying and closing: what is not the tests' own time. */
      readonly overheadMs: number | null
    }

export interface EvaluationOutcome {
  readonly runId: string
  readonly model: string
  /** One for each chosen instance, by its first run. */
  readonly verdicts: readonly Verdict[]
  readonly instances: readonly Instance[]
  /** Instances that something around them kept from a verdict. */
  readonly infra: readonly (InfraEnding & { readonly instanceId: string })[]
  readonly cancelled: boolean
  readonly reportPath: string
  readonly logFolder: string
  readonly stability: Stability | null
}

/**
 * Runs predictions against hidden tests, grades them, and writes logs and reports as SWE-bench does. What was run
 * before on the same content is not run again, so that calling it anew goes on where it was stopped.
 *
 * @throws CapuchinError `dataset/*`, `sandbox/unavailable`, `evaluate/*`.
 */
export async function evaluateDataset(
  settings: EvaluateSettings,
  deps: EvaluateDeps,
): Promise<EvaluationOutcome> {
  const inputs = await readInputs(settings, deps)
  for (const text of inputs.notes) deps.onEvent({ type: 'note', text })
  const run: EvaluationRun = { settings, inputs, verdicts: new Map(), infra: new Map(), cancelled: false }
  await writeRunFile(
    { root: settings.logs, runId: settings.runId },
    {
      dataset: settings.dataset,
      split: inputs.dataset.split,
      task_repo: null,
      created_at: new Date(deps.clock.now()).toISOString(),
      capuchin: {
        predictions: settings.predictions,
        harness: settings.harness,
        instance_ids: inputs.chosen.map(({ instanceId }) => instanceId),
      },
    },
  )
  const stability = createStability(settings.harness)
  await runAll(run, stability, deps)
  return conclude(run, stability.summarise())
}

interface EvaluationRun {
  readonly settings: EvaluateSettings
  readonly inputs: EvaluationInputs
  readonly verdicts: Map<string, Verdict>
  readonly infra: Map<string, InfraEnding>
  cancelled: boolean
}

async function runAll(
  run: EvaluationRun,
  stability: ReturnType<typeof createStability>,
  deps: EvaluateDeps,
): Promise<void> {
  const { settings, onEvent } = { ...run, ...deps }
  const items = itemsOf(run)
  if (items.length === 0) return
  await using places = await deps.openPlaces(settings, (text) => onEvent({ type: 'note', text }))
  let done = 0
  await evaluate(
    items,
    { ...settings, timeoutMs: settings.timeoutSeconds * 1000, signal: deps.signal },
    {
      places,
      executions: deps.executions,
      readAsset: (url) => fetchAsset(url, deps.signal),
      onStart: ({ instance, repetition }) =>
        onEvent({ type: 'start', instanceId: instance.instanceId, repetition }),
      onEnd: async (item, result) => {
        const outcome = await settle(run, item, result)
        if (result.kind === 'executed') stability.add(item.instance, result.execution)
        const durations = result.kind === 'executed' ? result.execution.durations : null
        onEvent({
          type: 'end',
          instanceId: item.instance.instanceId,
          repetition: item.repetition,
          done: ++done,
          total: items.length,
          outcome,
          fromCache: result.kind === 'executed' && result.fromCache,
          testMs: durations?.testMs ?? null,
          overheadMs: durations && durations.openMs + durations.applyMs + durations.closeMs,
        })
      },
    },
  )
}

/** Empty predictions are not run, except where that is what was asked for: `empty` shows what the tests say before. */
function itemsOf({ settings, inputs }: EvaluationRun): readonly EvaluationItem[] {
  const onBase = settings.predictions === 'empty'
  return inputs.instances.flatMap((instance) => {
    const prediction = inputs.predictions.get(instance.instanceId)
    if (!prediction || (!onBase && (prediction.patch ?? '') === '')) return []
    return Array.from({ length: settings.repeat }, (_, index) => ({
      instance,
      patch: onBase ? null : prediction.patch,
      repetition: index + 1,
      expectedMs: null,
    }))
  })
}

/** Grades a result and writes what is kept of it; says in a word how it ended. */
async function settle(run: EvaluationRun, item: EvaluationItem, result: ItemResult): Promise<string> {
  const { settings, inputs, verdicts, infra } = run
  const { instance, repetition } = item
  const { instanceId } = instance
  const model = inputs.predictions.get(instanceId)?.model ?? inputs.model
  const folder = instanceFolder({ root: settings.logs, runId: settings.runId }, model, instanceId)
  if (result.kind === 'cancelled') {
    run.cancelled = true
    return 'cancelled'
  }
  if (result.kind === 'infra') {
    const { code, reason } = result
    infra.set(instanceId, { code, reason })
    await writeInfraEnding(folder, { code, reason })
    return `infra: ${reason}`
  }
  const { execution } = result
  const verdict = gradeLogs(execution, toGradingReference(instance, settings.harness))
  if (repetition === 1) {
    verdicts.set(instanceId, verdict)
    await writeInstanceLogs(folder, {
      patch: item.patch ?? '',
      script: instance.evaluation.script,
      execution,
      reproduce: reproduceText({ instance, settings, execution, place: result.place }),
    })
    if (verdict.ending !== 'error')
      await writeInstanceReport(folder, {
        [instanceId]: toInstanceReport(verdict, { patch: item.patch ?? '' }),
      })
  }
  return verdict.ending === 'graded'
    ? verdict.resolved
      ? 'resolved'
      : 'unresolved'
    : wordOf(verdict, execution.ending)
}

function wordOf({ ending, notGradable }: Verdict, executed: string): string {
  return ending === 'not-gradable' ? `not gradable: ${notGradable ?? ''}` : executed
}

async function conclude(run: EvaluationRun, stability: Stability | null): Promise<EvaluationOutcome> {
  const { settings, inputs } = run
  const verdicts = inputs.chosen.map((instance) => {
    const { instanceId } = instance
    const prediction = inputs.predictions.get(instanceId)
    const ending = !prediction ? 'missing' : (prediction.patch ?? '') === '' ? 'empty-patch' : 'error'
    return run.verdicts.get(instanceId) ?? ungraded(instance, settings.harness, ending)
  })
  const report = toRunReport({
    harness: settings.harness,
    verdicts,
    submittedIds: [...inputs.predictions.keys()],
  })
  const reportPath = join(settings.reportDir, runReportName(inputs.model, settings.runId))
  if (!run.cancelled) await atomicWrite(reportPath, renderReport(report))
  return {
    runId: settings.runId,
    model: inputs.model,
    verdicts,
    instances: inputs.chosen,
    infra: [...run.infra].map(([instanceId, ending]) => ({ instanceId, ...ending })),
    cancelled: run.cancelled,
    reportPath,
    logFolder: join(settings.logs, settings.runId),
    stability: settings.repeat > 1 || /^(?:gold|empty)$/.test(settings.predictions) ? stability : null,
  }
}

async function fetchAsset(url: string, signal: AbortSignal): Promise<Uint8Array> {
  const response = await fetch(url, { signal })
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
  return new Uint8Array(await response.arrayBuffer())
}
