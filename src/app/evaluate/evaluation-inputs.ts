import {
  countProblems,
  hubOptions,
  loadDataset,
  loadPredictions,
  type DatasetProblem,
  type LoadedDataset,
} from '../../dataset/index.ts'
import type { GradableInstance, Instance, Prediction } from '../../domain/index.ts'
import { CapuchinError } from '../../std/index.ts'
import { readIds } from '../read-ids.ts'
import type { EvaluateSettings } from './settings.ts'

export interface EvaluationInputs {
  readonly dataset: LoadedDataset
  /** All that were chosen. */
  readonly chosen: readonly Instance[]
  /** Those of them that can be run. */
  readonly instances: readonly GradableInstance[]
  readonly predictions: ReadonlyMap<string, Prediction>
  /** Sentences about what was given and is odd. */
  readonly notes: readonly string[]
  /** Of the first prediction: it names the report. */
  readonly model: string
}

/** Reads a dataset and the predictions for it. @throws CapuchinError `dataset/*`, `evaluate/nothing-to-do`. */
export async function readInputs(
  settings: EvaluateSettings,
  {
    env,
    signal,
  }: { readonly env: Readonly<Record<string, string | undefined>>; readonly signal: AbortSignal },
): Promise<EvaluationInputs> {
  const wanted = [
    ...(settings.ids ?? []),
    ...(settings.idsFile === undefined ? [] : await readIds(settings.idsFile)),
  ]
  const dataset = await loadDataset(settings.dataset, {
    split: settings.split,
    hub: hubOptions(env),
    images: {
      ...(settings.imagePrefix === undefined ? {} : { prefix: settings.imagePrefix }),
      ...(settings.imageNamespace === undefined
        ? {}
        : { namespace: /^(?:none|null)?$/.test(settings.imageNamespace) ? null : settings.imageNamespace }),
      ...(settings.imageTag === undefined ? {} : { tag: settings.imageTag }),
    },
    signal,
  })
  const chosen = choose(dataset.instances, wanted)
  const instances = chosen.flatMap(({ evaluation, ...rest }) => (evaluation ? [{ ...rest, evaluation }] : []))
  const without = chosen.filter(({ evaluation }) => !evaluation)
  const matched = await loadPredictions(settings.predictions, {
    instances: chosen,
    knownIds: new Set(dataset.instances.map(({ instanceId }) => instanceId)),
  })
  const [first] = matched.predictions.values()
  if (!first) {
    throw new CapuchinError(
      'evaluate/nothing-to-do',
      `${settings.predictions} holds no prediction for any of the ${chosen.length} instances`,
    )
  }
  return {
    dataset,
    chosen,
    instances,
    predictions: matched.predictions,
    model: first.model,
    notes: [
      ...problemNotes(dataset.problems, new Set(chosen.map(({ instanceId }) => instanceId))),
      ...listed(
        'have no environment in any table and cannot be run',
        without.map(({ instanceId }) => instanceId),
      ),
      ...listed('were predicted more than once: the last one counts', matched.duplicates),
      ...listed('have no prediction', matched.missing),
      ...listed('are predicted and were not chosen', matched.unasked),
    ],
  }
}

function choose(instances: readonly Instance[], wanted: readonly string[]): readonly Instance[] {
  if (wanted.length === 0) return instances
  const byId = new Map(instances.map((instance) => [instance.instanceId, instance]))
  const unknown = wanted.filter((id) => !byId.has(id))
  if (unknown.length > 0)
    throw new CapuchinError('dataset/unknown-ids', `the dataset has no instances ${unknown.join(', ')}`, {
      hint: 'Are these ids of another dataset or split?',
    })
  return [...new Set(wanted)].flatMap((id) => byId.get(id) ?? [])
}

/** What is wrong with the chosen rows, a line for each kind. */
function problemNotes(problems: readonly DatasetProblem[], ids: ReadonlySet<string>): readonly string[] {
  const ofChosen = problems.filter(({ instanceId }) => instanceId === null || ids.has(instanceId))
  return Object.entries(countProblems(ofChosen)).map(([kind, count]) => {
    const first = ofChosen.find((problem) => problem.kind === kind)
    return `${count} x ${kind} in the dataset, first ${first?.instanceId ?? first?.where ?? ''}: ${first?.message ?? ''}`
  })
}

function listed(what: string, ids: readonly string[]): readonly string[] {
  if (ids.length === 0) return []
  const shown = ids.slice(0, 5).join(', ')
  return [`${ids.length} instances ${what}: ${shown}${ids.length > 5 ? ', ...' : ''}`]
}
