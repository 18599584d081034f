import type { Command } from 'commander'
import { analyzeAttempts, analyzeRunAttempts, type AttemptsAnalysis } from '../app/index.ts'
import { CapuchinError } from '../std/index.ts'
import { attemptsLines } from './attempts-text.ts'
import { withStore } from './repository-store.ts'

interface AttemptsFlags {
  readonly run?: readonly string[]
  readonly verdicts?: string
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
  { run: runs, verdicts: verdictsFile, repo, csv: csvFile }: AttemptsFlags,
): Promise<AttemptsAnalysis> {
  if (input !== undefined && !runs && verdictsFile === undefined) return analyzeAttempts({ input, csvFile })
  if (input !== undefined || !runs)
    throw new CapuchinError(
      'config/bad-flag',
      'analyze attempts needs either a file or --run, and --verdicts goes with --run',
      { hint: 'capuchin analyze attempts --run last' },
    )
  return withStore(repo, ({ store }) => analyzeRunAttempts(store, { runs, verdictsFile, csvFile }))
}
