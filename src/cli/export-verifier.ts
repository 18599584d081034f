import { Option, type Command } from 'commander'
import { createApp, exportVerifier, type VerifierManifest, type VerifierRequest } from '../app/index.ts'
import { CapuchinError } from '../std/index.ts'
import { filterTable } from './filter-table.ts'
import { toCount, toMultiplier, toSeed } from './number-flags.ts'

interface VerifierFlags {
  readonly keepCheating?: boolean
  readonly onPolicy?: readonly string[]
  readonly offPolicy?: readonly string[]
  readonly out: string
  readonly style: string
  readonly multiplier: number
  readonly negatives: VerifierRequest['negatives']
  readonly cap?: number
  readonly tokenizer: string
  readonly belowTokens: number
  readonly exclude?: string
  readonly seed: number
  readonly json?: boolean
}

export function defineExportVerifier(parent: Command): void {
  parent
    .command('verifier')
    .description('rows that a verifier is trained on: an attempt, and whether it was resolved')
    .option('--on-policy <file...>', 'trajectories of the model that attempts will be made with')
    .option('--off-policy <file...>', 'trajectories of other models')
    .requiredOption('--out <folder>', 'gets train.jsonl, index.jsonl and manifest.json')
    .addOption(
      new Option('--style <name>', 'a judge of the whole log, or True and False of the patch')
        .choices(['judge', 'true-false'])
        .default('judge'),
    )
    .option('--multiplier <x>', 'unresolved attempts for each resolved one', toMultiplier, 1)
    .addOption(
      new Option(
        '--negatives <how>',
        'unresolved ones are drawn from all, or as many from each pool as it has resolved',
      )
        .choices(['together', 'by-pool'])
        .default('together'),
    )
    .option('--keep-cheating', 'also attempts that looked up the answer, or changed, skipped or forged tests')
    .option('--cap <n>', 'of an instance at most n resolved and n unresolved attempts, drawn', toCount)
    .option(
      '--tokenizer <name>',
      'what counts tokens: estimate, cl100k_base, o200k_base, or the tokenizer.json of a model',
      'estimate',
    )
    .option('--below-tokens <n>', 'rows of fewer tokens, by --tokenizer', toCount, 32_768)
    .option('--exclude <file>', 'instances, and owner/name of repositories, that models are measured on')
    .option('--seed <n>', 'of everything that is drawn', toSeed, 42)
    .option('--json', 'the manifest as one JSON object')
    .addHelpText(
      'after',
      '\nExample:\n  capuchin export verifier --on-policy own.jsonl --off-policy theirs.jsonl --multiplier 2 --out rows',
    )
    .action(async (flags: VerifierFlags) => {
      const { onPolicy = [], offPolicy = [], cap = null, exclude, json, ...rest } = flags
      if (onPolicy.length + offPolicy.length === 0)
        throw new CapuchinError(
          'config/bad-flag',
          'export verifier needs --on-policy, --off-policy, or both',
          {
            hint: 'capuchin export verifier --on-policy trajectories.jsonl --out rows',
          },
        )
      const { redact } = createApp({ env: process.env })
      const manifest = await exportVerifier({
        ...rest,
        onPolicy,
        offPolicy,
        cap,
        excludeFile: exclude,
        redact,
      })
      console.log(json ? JSON.stringify(manifest) : verifierText(manifest).join('\n'))
    })
}

function verifierText({
  filters,
  resolved,
  unresolved,
  tokens,
  warnings,
}: VerifierManifest): readonly string[] {
  return [
    ...filterTable(filters),
    '',
    `${resolved + unresolved} rows: ${resolved} resolved, ${unresolved} not`,
    `tokens (${tokens.tokenizer}): mean ${tokens.mean}, median ${tokens.p50}, most ${tokens.max}`,
    ...warnings.map((warning) => `note: ${warning}`),
  ]
}
