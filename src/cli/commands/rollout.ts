import { join } from 'node:path'
import type { Command } from 'commander'
import { analyzeSelection, runRollout, type RolloutOutcome } from '../../app/index.ts'
import { selectionLines } from '../analysis-text.ts'
import { withDatasetDesk } from '../dataset-desk.ts'
import { addRolloutFlags, toRolloutRequest, type RolloutFlags } from '../rollout-flags.ts'
import { rolloutLine, rolloutLines } from '../rollout-text.ts'

interface Flags extends RolloutFlags {
  readonly out?: string
  readonly evaluate?: boolean
  readonly yes?: boolean
  readonly json?: boolean
}

export function define(command: Command): void {
  command
    .argument(
      '<dataset>',
      'a .json, .jsonl or .parquet file, a folder, owner/name[@revision], or lite, verified, ...',
    )
    .requiredOption('--run-id <name>', 'names the rollout; the same one goes on where it was stopped')
    .option('--out <folder>', 'where its files go (default: rollouts/RUN-ID)')
    .option('--evaluate', 'run all patches against hidden tests, as soon as they are there')
    .option('-i, --ids <id...>', 'only these instances')
    .option('--ids-file <file>', 'only the instances that this file names')
    .addHelpText(
      'after',
      '\n-j says how many attempts are made at once, --attempts how many on each instance, --max-minutes how long each takes.\nExample: capuchin rollout lite --run-id first --model openai/gpt-5 --strategy tool-agent --attempts 4 --temperatures 0,1 -j 16 --evaluate',
    )
  addRolloutFlags(command)
  command.action((dataset: string, flags: Flags) => rollOut(dataset, flags))
}

async function rollOut(dataset: string, flags: Flags): Promise<void> {
  const { json = false, out = join('rollouts', flags.runId), evaluate: evaluates = false } = flags
  const outcome = await withDatasetDesk({ ...flags }, ({ store, signal, ...desk }) =>
    runRollout(
      desk.app,
      { ...toRolloutRequest({ dataset, flags, ...desk }), out, evaluates },
      {
        store,
        onEvent: (event) => {
          if (json) console.log(JSON.stringify(event))
          else if (event.type === 'note') console.error(rolloutLine(event))
          else console.log(rolloutLine(event))
        },
        signal,
      },
    ),
  )
  if (json) console.log(JSON.stringify({ type: 'result', ...outcome }))
  else for (const line of await outcomeLines(outcome)) console.log(line)
  process.exitCode ??= outcome.infra.length > 0 || outcome.ungraded > 0 ? 8 : 0
}

async function outcomeLines(outcome: RolloutOutcome): Promise<readonly string[]> {
  const drawn = { seed: 0, draws: 2_000 }
  const { selectionFile } = outcome
  const choices =
    selectionFile === null || outcome.instances === outcome.infra.length
      ? []
      : [
          '',
          ...selectionLines(
            await analyzeSelection({ ...drawn, input: selectionFile, subsets: 200, bins: 10 }),
            drawn,
          ),
        ]
  return [...rolloutLines(outcome), ...choices]
}
