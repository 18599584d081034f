import type { Command } from 'commander'
import { trainOnFiles } from '../../app/index.ts'
import { trainingLines } from '../verifier-text.ts'

interface TrainFlags {
  readonly out: string
  readonly folds: string
  readonly seed: string
  readonly json?: boolean
}

export function define(command: Command): void {
  command
    .argument('<candidates...>', 'JSON lines, a graded candidate each (docs/formats/candidates.md)')
    .requiredOption('--out <file>', 'file for the verifier')
    .option('--folds <n>', 'parts that are left out in turn', '10')
    .option('--seed <n>', 'of how instances are dealt to parts', '0')
    .option('--json', 'as one JSON object')
    .action(async (candidates: readonly string[], { out, folds, seed, json }: TrainFlags) => {
      const trained = await trainOnFiles({ candidates, out, folds: Number(folds), seed: Number(seed) })
      if (json) console.log(JSON.stringify(trained))
      else for (const line of trainingLines(trained, out)) console.log(line)
    })
}
