import { Option, type Command } from 'commander'
import { createApp, exportPreference, type PreferenceManifest } from '../app/index.ts'
import { filterTable } from './filter-table.ts'
import { toCount, toSeed } from './number-flags.ts'

interface PreferenceFlags {
  readonly keepCheating?: boolean
  readonly trajectories: readonly string[]
  readonly out: string
  readonly format: string
  readonly cap: number
  readonly exclude?: string
  readonly seed: number
  readonly json?: boolean
}

export function defineExportPreference(parent: Command): void {
  parent
    .command('preference')
    .description('pairs of a resolved and an unresolved attempt at one instance, that begin the same')
    .requiredOption('--trajectories <file...>', 'what export trajectories wrote, not packed')
    .requiredOption('--out <folder>', 'gets train.jsonl, index.jsonl and manifest.json')
    .addOption(new Option('--format <form>').choices(['trl', 'swe-smith']).default('trl'))
    .option('--keep-cheating', 'also attempts that looked up the answer, or changed, skipped or forged tests')
    .option('--cap <n>', 'pairs of an instance at most', toCount, 1)
    .option('--exclude <file>', 'instances, and owner/name of repositories, that models are measured on')
    .option('--seed <n>', 'of everything that is drawn', toSeed, 42)
    .option('--json', 'the manifest as one JSON object')
    .addHelpText(
      'after',
      '\nExample:\n  capuchin export preference --trajectories trajectories.jsonl --out pairs',
    )
    .action(async ({ trajectories: files, exclude, json, ...rest }: PreferenceFlags) => {
      const { redact } = createApp({ env: process.env })
      const manifest = await exportPreference({
        ...rest,
        files,
        excludeFile: exclude,
        redact,
      })
      console.log(json ? JSON.stringify(manifest) : preferenceText(manifest).join('\n'))
    })
}

function preferenceText({ filters, rows, promptsDiffer }: PreferenceManifest): readonly string[] {
  return [...filterTable(filters), '', `${rows} pairs; ${promptsDiffer} more do not begin the same`]
}
