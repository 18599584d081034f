import { join } from 'node:path'
import { hubOptions, loadDataset, loadPredictions } from '../../dataset/index.ts'
import { harnessSchema, type Instance, type Prediction, type Verdict } from '../../domain/index.ts'
import {
  instanceFolder,
  modelsOf,
  readInfraEnding,
  readInstanceLogs,
  readRunFile,
  renderReport,
  runReportName,
  toGradingReference,
  toInstanceReport,
  toRunReport,
  writeInstanceReport,
  type RunPlace,
} from '../../evaluation/index.ts'
import type { GradedInstance } from '../../analysis/index.ts'
import { atomicWrite, CapuchinError } from '../../std/index.ts'
import { gradeLogs, ungraded } from './grade-item.ts'
import { gradedInstances } from './summarise.ts'

export interface ReportRequest {
  readonly runId: string
  readonly logs: string
  readonly reportDir: string
  /** For runs of other programs, which do not say what they ran on. */
  readonly dataset?: string | undefined
  readonly split?: string | undefined
  readonly harness?: string | undefined
  readonly allowEmptyLists?: boolean | undefined
}

export interface RunReport {
  readonly runId: string
  readonly model: string
  readonly verdicts: readonly Verdict[]
  readonly graded: readonly GradedInstance[]
  readonly reportPath: string
}

/**
 * Grades every log of a run anew, without running anything, and writes the reports again; one report for each model.
 *
 * @throws CapuchinError `evaluation/no-run`, `evaluate/no-dataset`, `dataset/*`.
 */
export async function reportRun(
  request: ReportRequest,
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly RunReport[]> {
  const place = { root: request.logs, runId: request.runId }
  const models = await modelsOf(place)
  const run = await readRunFile(place)
  const dataset = request.dataset ?? run?.dataset
  if (dataset === undefined) {
    throw new CapuchinError(
      'evaluate/no-dataset',
      `run ${request.runId} does not say which dataset it is of`,
      {
        hint: 'name it with --dataset',
      },
    )
  }
  const split = request.split ?? run?.split ?? undefined
  const loaded = await loadDataset(dataset, { split, hub: hubOptions(env) })
  const ids = run?.capuchin ? new Set(run.capuchin.instance_ids) : null
  const instances = loaded.instances.filter(({ instanceId }) => ids?.has(instanceId) ?? true)
  const harness = harnessSchema.parse(request.harness ?? run?.capuchin?.harness ?? 'v5')
  const allowEmptyLists = request.allowEmptyLists ?? run?.capuchin?.allow_empty_lists ?? false
  const predictions = await knownPredictions(run?.capuchin?.predictions, instances, loaded.instances)
  const reports: RunReport[] = []
  for (const model of models)
    reports.push(
      await reportModel(model, {
        place,
        instances,
        harness,
        allowEmptyLists,
        predictions,
        reportDir: request.reportDir,
      }),
    )
  return reports
}

interface ModelContext {
  readonly place: RunPlace
  readonly instances: readonly Instance[]
  readonly harness: Verdict['harness']
  readonly allowEmptyLists: boolean
  readonly predictions: ReadonlyMap<string, Prediction> | null
  readonly reportDir: string
}

async function reportModel(model: string, context: ModelContext): Promise<RunReport> {
  const { place, instances, harness, predictions, reportDir } = context
  const verdicts: Verdict[] = []
  const infra = new Set<string>()
  for (const instance of instances) {
    const folder = instanceFolder(place, model, instance.instanceId)
    if (await readInfraEnding(folder)) infra.add(instance.instanceId)
    verdicts.push(await regrade(instance, folder, context))
  }
  const submitted =
    predictions ??
    new Map(verdicts.filter(({ ending }) => ending !== 'missing').map((v) => [v.instanceId, null]))
  const report = toRunReport({ harness, verdicts, submittedIds: [...submitted.keys()] })
  const reportPath = join(reportDir, runReportName(model, place.runId))
  await atomicWrite(reportPath, renderReport(report))
  return {
    runId: place.runId,
    model,
    verdicts,
    graded: gradedInstances(verdicts, instances, infra),
    reportPath,
  }
}

async function regrade(
  instance: Instance,
  folder: string,
  { harness, allowEmptyLists, predictions }: ModelContext,
): Promise<Verdict> {
  const { evaluation, ...rest } = instance
  const logs = await readInstanceLogs(folder)
  if (!logs || !evaluation)
    return ungraded(instance, harness, await endingWithoutLog(instance, folder, predictions))
  const verdict = gradeLogs(logs, toGradingReference({ ...rest, evaluation }, harness), {
    allowEmptyLists,
  })
  if (verdict.ending !== 'error')
    await writeInstanceReport(folder, {
      [instance.instanceId]: toInstanceReport(verdict, { patch: logs.patch ?? '' }),
    })
  return verdict
}

async function endingWithoutLog(
  { instanceId }: Instance,
  folder: string,
  predictions: ReadonlyMap<string, Prediction> | null,
): Promise<'error' | 'empty-patch' | 'missing'> {
  if (await readInfraEnding(folder)) return 'error'
  const prediction = predictions?.get(instanceId)
  if (!prediction) return 'missing'
  return (prediction.patch ?? '') === '' ? 'empty-patch' : 'error'
}

/** Null where the file that was graded is not there any more: what has a log was submitted. */
async function knownPredictions(
  argument: string | undefined,
  instances: readonly Instance[],
  all: readonly Instance[],
): Promise<ReadonlyMap<string, Prediction> | null> {
  if (argument === undefined) return null
  return loadPredictions(argument, {
    instances,
    knownIds: new Set(all.map(({ instanceId }) => instanceId)),
  }).then(
    ({ predictions }) => predictions,
    () => null,
  )
}
