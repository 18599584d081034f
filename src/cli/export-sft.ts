import { Option, type Command } from 'commander'
import { createApp, exportSft, published, type SftManifest, type SftRequest } from '../app/index.ts'
import { CapuchinError } from '../std/index.ts'
import { filterTable } from './filter-table.ts'
import { toCount, toFraction, toSeed } from './number-flags.ts'

interface SftFlags {
  readonly keepCheating?: boolean
  readonly trajectories: readonly string[]
  readonly out: string
  readonly format?: string
  readonly recipe?: string
  readonly baseModel: string
  readonly calls?: 'text' | 'native'
  readonly rows: SftRequest['unit']
  readonly unresolved?: boolean
  readonly cap?: number
  readonly oneOfInstance?: boolean
  readonly fraction: number
  readonly subset: SftRequest['order']
  readonly tokenizer: string
  readonly belowTokens?: number
  readonly overlong: SftRequest['overlong']
  readonly exclude?: string
  readonly seed: number
  readonly json?: boolean
}

export function defineExportSft(parent: Command): void {
  const command = parent
    .command('sft')
    .description('training rows of resolved attempts, as one trainer reads them, with a manifest')
    .requiredOption('--trajectories <file...>', 'what export trajectories wrote')
    .requiredOption(
      '--out <folder>',
      'gets train.jsonl, index.jsonl, manifest.json and settings of the trainer',
    )
    .addOption(
      new Option('--format <trainer>')
        .choices(['torchtune', 'trl', 'axolotl', 'llama-factory', 'openai'])
        .conflicts('recipe'),
    )
    .addOption(
      new Option(
        '--recipe <trainer>',
        "instead: as this trainer reads them, with all of its settings and a run.sh that starts it, by SWE-Gym's values",
      ).choices(['torchtune', 'trl', 'axolotl']),
    )
    .option('--base-model <name>', 'with --recipe: what is trained', published.baseModel)
  sftRules(command)
    .option('--json', 'the manifest as one JSON object')
    .addHelpText(
      'after',
      '\nExamples:\n  capuchin export sft --trajectories trajectories.jsonl --format axolotl --cap 2 --exclude verified-ids.txt --out rows\n  capuchin export sft --trajectories trajectories.jsonl --recipe trl --out rows && rows/run.sh',
    )
    .action(async (flags: SftFlags) => {
      const {
        trajectories: files,
        format,
        recipe,
        baseModel,
        calls,
        rows: unit,
        exclude,
        cap,
        oneOfInstance,
        subset,
        ...rest
      } = flags
      const manifest = await exportSft({
        ...rest,
        files,
        ...trainerOf({ format, recipe, baseModel }),
        encoding: calls,
        unit,
        unresolved: flags.unresolved ?? false,
        perInstance: cap ?? (oneOfInstance ? 'random' : null),
        order: subset,
        excludeFile: exclude,
        redact: createApp({ env: process.env }).redact,
      })
      console.log(flags.json ? JSON.stringify(manifest) : sftText(manifest).join('\n'))
    })
}

/** The rows that a trainer reads, with a recipe or without. */
function trainerOf({
  format,
  recipe,
  baseModel,
}: {
  readonly format: string | undefined
  readonly recipe: string | undefined
  readonly baseModel: string
}): Pick<SftRequest, 'format' | 'recipeFor'> {
  if (recipe !== undefined) return { format: recipe, recipeFor: baseModel }
  if (format !== undefined) return { format }
  throw new CapuchinError('config/bad-flag', 'export sft needs --format or --recipe', {
    hint: 'capuchin export sft --trajectories trajectories.jsonl --recipe trl --out rows',
  })
}

function sftRules(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--calls <how>',
        'tool calls in the text of replies, or beside it (default: as the trainer can)',
      ).choices(['text', 'native']),
    )
    .addOption(
      new Option('--rows <unit>', 'a row for each conversation, or for each model call')
        .choices(['conversation', 'call'])
        .default('conversation'),
    )
    .option('--unresolved', 'also attempts that are not resolved, or without verdict')
    .option('--keep-cheating', 'also attempts that looked up the answer, or changed, skipped or forged tests')
    .addOption(
      new Option('--cap <n>', 'at most n attempts of an instance, those with the fewest model calls')
        .argParser(toCount)
        .conflicts('oneOfInstance'),
    )
    .option('--one-of-instance', 'one attempt of each instance, drawn')
    .option(
      '--fraction <share>',
      'only so many of the attempts; smaller shares lie in larger ones',
      toFraction,
      1,
    )
    .addOption(
      new Option('--subset <order>', 'with --fraction: drawn, or repository after repository')
        .choices(['random', 'repository'])
        .default('random'),
    )
    .option(
      '--tokenizer <name>',
      'what counts tokens: estimate, cl100k_base, o200k_base, or the tokenizer.json of a model',
      'estimate',
    )
    .option('--below-tokens <n>', 'rows of fewer tokens, by --tokenizer', toCount)
    .addOption(
      new Option('--overlong <what>', 'what happens to longer ones')
        .choices(['drop', 'truncate'])
        .default('drop'),
    )
    .option('--exclude <file>', 'instances, and owner/name of repositories, that models are measured on')
    .option('--seed <n>', 'of everything that is drawn', toSeed, 42)
}

function sftText(manifest: SftManifest): readonly string[] {
  const { filters, rows, tokens, repositories, redactedRows, sharedRepositories, warnings } = manifest
  const attempts = Object.values(repositories).reduce((sum, count) => sum + count, 0)
  return [
    ...filterTable(filters),
    '',
    `${rows} rows of ${attempts} attempts in ${Object.keys(repositories).length} repositories`,
    `tokens (${tokens.tokenizer}): mean ${tokens.mean}, median ${tokens.p50}, 95 % ${tokens.p95}, most ${tokens.max}`,
    ...(redactedRows > 0 ? [`secrets were replaced in ${redactedRows} rows`] : []),
    ...(sharedRepositories.length > 0
      ? [`in repositories that the evaluation set has instances of: ${sharedRepositories.join(', ')}`]
      : []),
    ...warnings.map((warning) => `note: ${warning}`),
  ]
}
