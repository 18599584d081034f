import { parseEvaluateSettings, selectDataset, type InstanceSelection } from '../app/index.ts'
import { addUsage, noUsage, type Usage } from '../domain/index.ts'
import { CapuchinError } from '../std/index.ts'
import { renderTable } from '../view/index.ts'
import { withDatasetDesk } from './dataset-desk.ts'
import { givenRecording, type RecordingOptions } from './recording-flags.ts'

/** What was given of the flags that are about a dataset; settings are among them by name. */
export interface SelectDatasetOptions extends RecordingOptions {
  readonly dataset: string
  readonly predictions?: readonly string[]
  readonly out?: string
  readonly ids?: readonly string[]
  readonly repositories?: string
  readonly environments?: string
  readonly environmentOverrides?: string
  readonly yes?: boolean
  readonly json?: boolean
}

/** `capuchin select --dataset`: one prediction of several systems' for each instance. */
export async function selectForDataset(options: SelectDatasetOptions): Promise<void> {
  const { dataset, predictions, out, json = false } = options
  if (!predictions || out === undefined)
    throw new CapuchinError(
      'config/bad-flag',
      '--dataset needs --predictions, a file for each system, and --out',
      { hint: 'capuchin select --dataset verified --predictions a.jsonl b.jsonl --out selected.jsonl' },
    )
  const done = await withDatasetDesk({ ...options }, ({ app, store, config, root, signal }) =>
    selectDataset(
      app,
      {
        settings: parseEvaluateSettings({
          dataset,
          predictions: predictions[0],
          runId: 'select',
          sandbox: config.sandbox === 'local' ? 'local' : 'docker',
          ...(options.ids ? { ids: options.ids } : {}),
          ...(options.repositories === undefined ? {} : { repositories: options.repositories }),
          ...(options.environments === undefined ? {} : { environments: options.environments }),
          ...(options.environmentOverrides === undefined
            ? {}
            : { environmentOverrides: options.environmentOverrides }),
          jobs: config.jobs ?? app.cores,
        }),
        predictions,
        out,
        config,
        root,
        ...givenRecording(options),
        env: process.env,
      },
      {
        store,
        onNote: (text) => console.error(`note: ${text}`),
        onEnd: (selection) => {
          if (json) console.log(JSON.stringify({ type: 'selection', ...selection }))
        },
        signal,
      },
    ),
  )
  if (!json) for (const line of summaryLines(done, out)) console.log(line)
  process.exitCode ??= done.some(({ kind }) => kind === 'infra') ? 8 : 0
}

function summaryLines(done: readonly InstanceSelection[], out: string): readonly string[] {
  const rows = done.map((one) =>
    one.kind === 'infra'
      ? [one.instanceId, '-', '-', `infra: ${one.reason}`]
      : [
          one.instanceId,
          `${one.report.patches.length} in ${one.report.classes.length}`,
          one.label ?? 'none',
          one.report.selection.abstained ??
            `${one.report.selection.decidedBy}: ${one.report.selection.reason}`,
        ],
  )
  return [
    ...renderTable(['INSTANCE', 'PATCHES IN CLASSES', 'CHOSEN', 'WHY'], rows),
    '',
    `${done.filter(({ kind }) => kind === 'selected').length} of ${done.length} instances; the chosen patches are in ${out}`,
    ...spentLine(done),
    `capuchin evaluate DATASET --predictions ${out} --run-id selected   says how many are right`,
  ]
}

/** What models were paid, where any was asked. */
function spentLine(done: readonly InstanceSelection[]): readonly string[] {
  const usages = done.flatMap((one) => (one.kind === 'selected' ? [one.usage] : []))
  const { inputTokens, outputTokens, costUsd } = usages.reduce<Usage>(addUsage, noUsage)
  if (inputTokens + outputTokens === 0) return []
  const cost = costUsd === null ? 'an unknown price' : `${costUsd.toFixed(2)} USD`
  return [`models read ${inputTokens} and wrote ${outputTokens} tokens, for ${cost}`]
}
