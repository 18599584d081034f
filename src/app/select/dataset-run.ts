import { resolve } from 'node:path'
import { z } from 'zod'
import type { Journal } from '../../domain/index.ts'
import { hashJson } from '../../std/index.ts'
import type { StageCost, Store } from '../../store/index.ts'
import { runJournal } from '../solve/solve-deps.ts'

/** What stands in the store for a choice among predictions in which a model is asked. */
export const datasetRunInputSchema = z.object({
  kind: z.literal('select-dataset'),
  v: z.literal(1),
  dataset: z.string(),
  /** Absolute paths, as given otherwise. */
  predictions: z.array(z.string()).readonly(),
  out: z.string(),
})
type DatasetRunInput = z.infer<typeof datasetRunInputSchema>

/** The place of the calls of a model; the same command finds it again, whatever its other settings. */
export interface DatasetRun extends AsyncDisposable {
  readonly id: string
  /** What it is known to have cost until now. */
  readonly before: readonly StageCost[]
  readonly journalOf: (
    instanceId: string,
    note: (text: string) => void,
    /** One who writes tests; the choice itself where none is given. */
    writer?: number,
  ) => Journal
  /** Says that all was done. */
  readonly finish: () => void
}

export interface DatasetRunDeps {
  readonly store: Store
  readonly root: string
  readonly redact: (text: string) => string
}

/** @throws CapuchinError `store/run-owned` while another process works on the same choice. */
export async function openDatasetRun(
  input: DatasetRunInput,
  { store, root, redact }: DatasetRunDeps,
): Promise<DatasetRun> {
  const runId = datasetRunId(input)
  const known = (await store.listRuns()).some(({ id }) => id === runId)
  const title = `select: ${input.dataset}, ${input.predictions.length} systems`
  if (known) await store.claimRun(runId)
  else await store.createRun({ id: runId, title, root, input })
  let status: 'done' | 'cancelled' = 'cancelled'
  return {
    id: runId,
    before: await store.stageCosts(runId),
    journalOf: (instanceId, note, writer = runJournal) =>
      store.openJournal({
        runId,
        instanceId,
        attempt: writer,
        redact,
        onCut: ({ position, reason }) => note(`journal cut at ${position}: ${reason}`),
      }),
    finish: () => {
      status = 'done'
    },
    [Symbol.asyncDispose]: () => store.endRun(runId, { status, result: null }),
  }
}

/** The same command has the same id. */
export function datasetRunId(input: DatasetRunInput): string {
  return `select-${hashJson({ ...input, predictions: [...input.predictions] }).slice(0, 12)}`
}

/** The input of a choice as it was asked for: the same command is the same run. */
export function toDatasetRunInput(
  given: Pick<DatasetRunInput, 'dataset' | 'predictions' | 'out'>,
): DatasetRunInput {
  return {
    kind: 'select-dataset',
    v: 1,
    dataset: given.dataset,
    predictions: given.predictions.map((file) => resolve(file)),
    out: resolve(given.out),
  }
}
