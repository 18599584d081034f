import type { Command } from 'commander'
import { analyzeAttempts, analyzeRunAttempts, type AttemptsAnalysis } from '../app/index.ts'
import { CapuchinError } from '../std/index.ts'
import { attemptsLines } from './attempts-text.ts'
import { withStore } from './repository-store.ts'

interface AttemptsFlags {
  readonly run?: readonly string[]
  readonly verdicts?: string
  readonly dataset?: string
  readonly split?: string
  readonly repo: string
  readonly csv?: string
  readonly json?: boolean
}

export function defineAnalyzeAttempts(parent: Command): void {
  parent
    .command('attempts')
    .description(
      'which attempt, by which model, was plausible, proposed and resolved, where attempts follow one another',
    )
    .argument(
      '[input]',
      "JSON lines, an instance each, or a folder of JSON files as aider's harness writes them; '-' for standard input",
    )
    .option('--run <id...>', "instead: runs of --until plausible, rollouts of them, or 'last'")
    .option('--verdicts <file>', 'with --run: JSON lines that say which patches are resolved')
    .option(
      '--dataset <dataset>',
      'with --run: where the true fixes are (default: the dataset of the rollout)',
    )
    .option('--split <name>', 'with --dataset: which part of it (default: test)')
    .option('--repo <path>', 'with --run: a path inside the checkout that they were made in', '.')
    .option('--csv <file>', 'write the counts by attempt and by model')
    .option('--json', 'as one JSON object')
    .addHelpText(
      'after',
      '\nExamples:\n  capuchin analyze attempts attempts.jsonl --csv attempts.csv\n  capuchin analyze attempts --run first --verdicts rollouts/first/verdicts.jsonl',
    )
    .action(async (input: string | undefined, flags: AttemptsFlags) => {
      const analysis = await analysisOf(input, flags)
      console.log(flags.json ? JSON.stringify(analysis) : attemptsLines(analysis).join('\n'))
    })
}

function analysisOf(
  input: string | undefined,
  { run: runs, verdicts: verdictsFile, dataset, split, repo, csv: csvFile }: AttemptsFlags,
): Promise<AttemptsAnalysis> {
  const ofRuns = [runs, verdictsFile, dataset, split].some((flag) => flag !== undefined)
  if (input !== undefined && !ofRuns) return analyzeAttempts({ input, csvFile })
  if (input !== undefined || !runs)
    throw new CapuchinError(
      'config/bad-flag',
      'analyze attempts needs either a file or --run, and --verdicts, --dataset and --split go with --run',
      { hint: 'capuchin analyze attempts --run last' },
    )
  const request = { runs, verdictsFile, dataset, split, csvFile, env: process.env }
  return withStore(repo, ({ store }) => analyzeRunAttempts(store, request))
}
