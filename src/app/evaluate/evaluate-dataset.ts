import { join } from 'node:path'
import type { ExecutionCache, Instance, Verdict } from '../../domain/index.ts'
import {
  evaluate,
  renderReport,
  runReportName,
  toRunReport,
  writeRunFile,
  type EvaluationItem,
  type EvaluationPlaces,
  type InfraEnding,
} from '../../evaluation/index.ts'
import { atomicWrite, type Clock } from '../../std/index.ts'
import { readInputs } from './evaluation-inputs.ts'
import { createDurations } from './durations.ts'
import { fetchAsset } from './fetch-asset.ts'
import { ungraded } from './grade-item.ts'
import type { EvaluateSettings } from './settings.ts'
import { settleItem, suspicionsOf, type EvaluationRun } from './settle-item.ts'
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
      /** What is odd about the run; it changes no score. */
      readonly suspicions: readonly string[]
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
        allow_empty_lists: settings.allowEmptyLists,
        instance_ids: inputs.chosen.map(({ instanceId }) => instanceId),
      },
    },
  )
  const stability = createStability(settings)
  await runAll(run, stability, deps)
  return conclude(run, stability.summarise())
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
  const durations = createDurations(deps.executions)
  await evaluate(
    await Promise.all(
      items.map(async (item) => ({ ...item, expectedMs: await durations.expected(item.instance) })),
    ),
    { ...settings, timeoutMs: settings.timeoutSeconds * 1000, signal: deps.signal },
    {
      places,
      executions: deps.executions,
      readAsset: (url) => fetchAsset(url, deps.signal),
      onStart: ({ instance, repetition }) =>
        onEvent({ type: 'start', instanceId: instance.instanceId, repetition }),
      onEnd: async (item, result) => {
        const outcome = await settleItem(run, item, result)
        const executed = result.kind === 'executed' ? result : null
        if (executed) {
          stability.add(item.instance, executed.execution)
          await durations.note(item.instance, executed)
        }
        const times = executed?.execution.durations ?? null
        onEvent({
          type: 'end',
          instanceId: item.instance.instanceId,
          repetition: item.repetition,
          done: ++done,
          total: items.length,
          outcome,
          fromCache: executed?.fromCache === true,
          suspicions: suspicionsOf(run, item, result),
          testMs: times?.testMs ?? null,
          overheadMs: times && times.openMs + times.applyMs + times.closeMs,
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

async function conclude(run: EvaluationRun, stability: Stability): Promise<EvaluationOutcome> {
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
  const isCheck = settings.repeat > 1 || /^(?:gold|empty)$/.test(settings.predictions)
  if (isCheck) {
    const path = join(settings.logs, settings.runId, 'stability.json')
    await atomicWrite(path, JSON.stringify(stability, null, 2))
  }
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
    stability: isCheck ? stability : null,
  }
}
