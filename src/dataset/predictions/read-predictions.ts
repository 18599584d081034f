import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import type { Instance, Prediction } from '../../domain/index.ts'
import { CapuchinError, messageOf } from '../../std/index.ts'
import { readDatasetFile } from '../load/read-file.ts'

/**
 * A prediction as files hold it. `model_patch` may be called `patch` or lie in a trajectory's `info.submission`
 * (SWE-agent, mini-swe-agent); null and absent mean that there is none.
 */
const rowSchema = z
  .object({
    instance_id: z.string().min(1).optional(),
    model_name_or_path: z.string().nullish(),
    model_patch: z.string().nullish(),
    patch: z.string().nullish(),
    info: z.object({ submission: z.string().nullish() }).nullish(),
  })
  .refine((row) => ['model_patch', 'patch', 'info'].some((field) => field in row), {
    message: 'there is no model_patch',
    path: ['model_patch'],
  })

export interface ReadPredictions {
  /** By instance, in the order of the last row of each. */
  readonly predictions: ReadonlyMap<string, Prediction>
  /** Instances that the file names more than once. The last row counts. */
  readonly duplicates: readonly string[]
  /** Every model named, in the order of first appearance. */
  readonly models: readonly string[]
}

export interface PredictionSource {
  /** Instances that predictions may be of; `gold` takes their patches. */
  readonly instances: readonly Instance[]
  /** Every instance of the dataset, where `instances` are a choice of them. */
  readonly knownIds?: ReadonlySet<string> | undefined
}

export interface MatchedPredictions extends ReadPredictions {
  /** Chosen instances that nothing was predicted for. */
  readonly missing: readonly string[]
  /** Predictions for instances that were not chosen; they are left out of `predictions`. */
  readonly unasked: readonly string[]
}

/**
 * Predictions for instances: a `.jsonl` or `.json` file, or the words `gold` (every instance's own patch) and `empty`
 * (no patch at all).
 *
 * @throws CapuchinError `dataset/bad-predictions`; `dataset/unknown-ids` with every id that the dataset lacks.
 */
export async function loadPredictions(
  argument: string,
  { instances, knownIds }: PredictionSource,
): Promise<MatchedPredictions> {
  const read = isWord(argument) ? made(argument, instances) : await readPredictions(argument)
  const asked = new Set(instances.map(({ instanceId }) => instanceId))
  const ids = [...read.predictions.keys()]
  const unknown = ids.filter((id) => !asked.has(id) && !knownIds?.has(id))
  if (unknown.length > 0)
    throw new CapuchinError(
      'dataset/unknown-ids',
      `${argument} has predictions for ids that the dataset lacks: ${unknown.join(' ')}`,
      {
        hint: 'Are these predictions for another dataset or split?',
        data: { unknown },
      },
    )
  return {
    ...read,
    predictions: new Map([...read.predictions].filter(([id]) => asked.has(id))),
    missing: [...asked].filter((id) => !read.predictions.has(id)),
    unasked: ids.filter((id) => !asked.has(id)),
  }
}

/** True for a prediction that is never run: none, or of no length. White space alone is a patch that fails to apply. */
export function isEmptyPrediction({ patch }: Prediction): boolean {
  return patch === null || patch === ''
}

/**
 * Reads a file of predictions: a row a line (`.jsonl`), a list, or an object whose values are predictions (`.json`,
 * `preds.json`); where a value has no `instance_id`, its key is it.
 */
export async function readPredictions(path: string): Promise<ReadPredictions> {
  const predictions = new Map<string, Prediction>()
  const duplicates = new Set<string>()
  const models = new Set<string>()
  for await (const { where, key, value } of rowsOf(path)) {
    const row = parseRow(value, { path, where, key })
    if (predictions.has(row.instanceId)) duplicates.add(row.instanceId)
    // Deleted first, so that the order is that of the row that counts.
    predictions.delete(row.instanceId)
    predictions.set(row.instanceId, row)
    models.add(row.model)
  }
  return { predictions, duplicates: [...duplicates], models: [...models] }
}

interface PredictionRow {
  readonly where: string
  /** What the row stands under in an object. */
  readonly key: string | null
  readonly value: unknown
}

async function* rowsOf(path: string): AsyncGenerator<PredictionRow> {
  if (path.endsWith('.jsonl')) {
    for await (const { where, value, unreadable } of readDatasetFile(path)) {
      if (unreadable) throw unreadable
      yield { where, value, key: null }
    }
    return
  }
  if (!/\.(?:json|pred|traj)$/.test(path))
    throw new CapuchinError('dataset/bad-predictions', `${path} is not a file of predictions`, {
      hint: "Give a .jsonl or .json file, 'gold' or 'empty'.",
    })
  const value = await readJson(path)
  if (Array.isArray(value))
    for (const [index, row] of value.entries()) yield { where: `row ${index + 1}`, key: null, value: row }
  else if (isSingle(value)) yield { where: 'the file', key: keyOfFile(path), value }
  else
    for (const [key, row] of Object.entries<unknown>({ ...value }))
      yield { where: `entry ${key}`, key, value: row }
}

async function readJson(path: string): Promise<object> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'))
    if (typeof value === 'object' && value !== null) return value
    throw new Error('it is neither a list nor an object')
  } catch (cause) {
    throw new CapuchinError('dataset/bad-predictions', `cannot read ${path}: ${messageOf(cause)}`, {
      cause,
      hint: 'A .json file holds a list of predictions, or an object whose values are predictions.',
    })
  }
}

/** One prediction (SWE-agent's `.pred`) or one trajectory (`.traj`) in place of many. */
function isSingle(value: object): boolean {
  return (
    ('model_patch' in value && typeof value.model_patch !== 'object') ||
    'trajectory' in value ||
    'messages' in value
  )
}

function keyOfFile(path: string): string {
  return (path.split('/').at(-1) ?? path).replace(/(?:\.traj)?\.[^.]*$/, '')
}

function parseRow(
  value: unknown,
  { path, where, key }: { readonly path: string; readonly where: string; readonly key: string | null },
): Prediction {
  const parsed = rowSchema.safeParse(value)
  const instanceId = parsed.data?.instance_id ?? key
  if (parsed.success && instanceId !== null) {
    const { model_patch: own, patch, info, model_name_or_path: model } = parsed.data
    return { instanceId, model: model ?? 'None', patch: own ?? patch ?? info?.submission ?? null }
  }
  const [issue] = parsed.error?.issues ?? []
  const field = issue?.path.join('.') || 'instance_id'
  throw new CapuchinError(
    'dataset/bad-predictions',
    `${path}, ${where}, field ${field}: ${issue?.message ?? 'it is missing'}`,
    { hint: 'A prediction has instance_id, model_name_or_path and model_patch.', data: { where, field } },
  )
}

function isWord(argument: string): argument is 'gold' | 'empty' {
  return argument === 'gold' || argument === 'empty'
}

function made(model: 'gold' | 'empty', instances: readonly Instance[]): ReadPredictions {
  const predictions = instances.map(({ instanceId, goldPatch }) => {
    return [instanceId, { instanceId, model, patch: model === 'gold' ? (goldPatch ?? null) : null }] as const
  })
  return { predictions: new Map(predictions), duplicates: [], models: [model] }
}
