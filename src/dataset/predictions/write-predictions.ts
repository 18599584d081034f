import type { Prediction } from '../../domain/index.ts'

/** Predictions as upstream reads them. */
interface PredictionRow {
  readonly model_name_or_path: string
  readonly instance_id: string
  readonly model_patch: string | null
}

/** A row a line. Raw line separators would end a row for upstream's reader, so they are escaped. */
export function renderPredictionLines(predictions: Iterable<Prediction>): string {
  return [...predictions]
    .map((prediction) => `${escapeSeparators(JSON.stringify(rowOf(prediction)))}\n`)
    .join('')
}

/** An object by instance, as `preds.json` holds it; the last prediction of an instance counts. */
export function renderPredictionObject(predictions: Iterable<Prediction>): string {
  const rows = new Map([...predictions].map((prediction) => [prediction.instanceId, rowOf(prediction)]))
  const entries = [...rows].map(
    ([id, row]) => `  ${JSON.stringify(id)}: ${JSON.stringify(row, null, 2).replaceAll('\n', '\n  ')}`,
  )
  return entries.length === 0 ? '{}\n' : `{\n${entries.join(',\n')}\n}\n`
}

function rowOf({ instanceId, model, patch }: Prediction): PredictionRow {
  return { model_name_or_path: model, instance_id: instanceId, model_patch: patch }
}

/** Python's `splitlines` also ends lines at these, and JSON leaves them as they are. */
function escapeSeparators(json: string): string {
  return json.replaceAll(/[\u0085\u2028\u2029]/g, (char) => {
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}
