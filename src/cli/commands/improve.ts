import { join } from 'node:path'
import { Option, type Command } from 'commander'
import { readIds, runImprove, type ImproveEvent } from '../../app/index.ts'
import { withDatasetDesk } from '../dataset-desk.ts'
import { improveLines } from '../improve-text.ts'
import { toCount } from '../number-flags.ts'
import { readVersion } from '../read-version.ts'
import { addRolloutFlags, toRolloutRequest, type RolloutFlags } from '../rollout-flags.ts'
import { rolloutLine } from '../rollout-text.ts'

interface Flags extends RolloutFlags {
  readonly trainIds: string
  readonly evalIds: string
  readonly rounds: number
  readonly cap?: number
  readonly format: string
  readonly hook?: string
  readonly withinTrials: readonly number[]
  readonly out?: string
  readonly yes?: boolean
  readonly json?: boolean
}

export function define(command: Command): void {
  command
    .argument(
      '<dataset>',
      'a .json, .jsonl or .parquet file, a folder, owner/name[@revision], or lite, verified, ...',
    )
    .requiredOption('--run-id <name>', 'names the whole; the same one goes on where it was stopped')
    .requiredOption('--train-ids <file>', 'instances that are learned from')
    .requiredOption('--eval-ids <file>', 'instances that each round is measured on')
    .addOption(new Option('--rounds <n>', 'rounds of attempts and learning').argParser(toCount).default(2))
    .addOption(
      new Option('--cap <n>', 'at most n resolved attempts of an instance are learned from').argParser(
        toCount,
      ),
    )
    .addOption(
      new Option('--format <trainer>', 'whose rows are written for the hook')
        .choices(['torchtune', 'trl', 'axolotl', 'llama-factory', 'openai'])
        .default('trl'),
    )
    .option(
      '--hook <command>',
      'trains on the rows in $CAPUCHIN_ROWS and prints the next model as its last line; mutation needs none',
    )
    .addOption(
      new Option('--within-trials <list>', 'mutation: also say what is resolved within so many changes')
        .argParser(toTrials)
        .default([50, 200]),
    )
    .option('--out <folder>', 'where its files go (default: improve/RUN-ID)')
    .addHelpText(
      'after',
      "\nExample: capuchin improve tasks.jsonl --run-id first --train-ids train.txt --eval-ids eval.txt --strategy mutation --test-cmd 'python -m pytest' --attempts 4 --cap 2",
    )
  addRolloutFlags(command)
  command.action((dataset: string, flags: Flags) => improve(dataset, flags))
}

async function improve(dataset: string, flags: Flags): Promise<void> {
  const { json = false, out = join('improve', flags.runId), cap = null, hook = null } = flags
  const report = await withDatasetDesk({ ...flags }, async ({ store, signal, ...desk }) =>
    runImprove(
      desk.app,
      {
        ...flags,
        trainIds: [...(await readIds(flags.trainIds))],
        evalIds: [...(await readIds(flags.evalIds))],
        cap,
        hook,
        out,
        rollout: toRolloutRequest({ dataset, flags, ...desk }),
      },
      {
        store,
        onEvent: (event) => say(event, json),
        exporter: `capuchin ${await readVersion()}`,
        signal,
      },
    ),
  )
  if (json) console.log(JSON.stringify({ type: 'result', ...report }))
  else for (const line of improveLines(report)) console.log(line)
}

function say(event: ImproveEvent, json: boolean): void {
  if (json) console.log(JSON.stringify(event))
  else if (event.type === 'phase') console.log(`round ${event.round}, ${event.phase}: ${event.detail}`)
  else if (event.event.type === 'note') console.error(rolloutLine(event.event))
  else console.log(`  ${rolloutLine(event.event)}`)
}

/** `50,200` */
function toTrials(text: string): readonly number[] {
  return text.split(',').map((one) => toCount(one.trim()))
}
