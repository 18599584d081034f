import type { Command } from 'commander'
import { analyzeCost, analyzeRunScaling, analyzeScaling, analyzeSelection } from '../../app/index.ts'
import { CapuchinError } from '../../std/index.ts'
import { defineAnalyzeAttempts } from '../analyze-attempts.ts'
import { defineAnalyzeCurve } from '../analyze-curve.ts'
import { costLines, scalingLines, selectionLines } from '../analysis-text.ts'
import { toCount } from '../number-flags.ts'
import { resamplingFlags } from '../resampling-flags.ts'
import { withStore } from '../repository-store.ts'

interface AnalyzeFlags {
  readonly seed: number
  readonly draws: number
  readonly subsets: number
  readonly bins: number
  readonly rates: string
  readonly csv?: string
  readonly svg?: string
  readonly reliabilitySvg?: string
  readonly json?: boolean
}

interface ScalingFlags extends AnalyzeFlags {
  readonly run?: readonly string[]
  readonly repo: string
  readonly verdicts?: string
  readonly export?: string
}

export function define(command: Command): void {
  defineScaling(command)
  defineSelection(command)
  defineAnalyzeCurve(command)
  defineAnalyzeAttempts(command)
  defineCost(command)
  command.addHelpText('after', '\ndocs/formats/analysis.md says what the input must hold.')
}

function defineScaling(parent: Command): void {
  const command = parent
    .command('scaling')
    .description('coverage, voting score and cost for fewer samples and iterations, from stored runs')
    .argument('[input]', "JSON lines, an instance each; '-' for standard input")
  resamplingFlags(command, 100)
    .option('--run <id...>', "instead of an input: runs of solve --strategy edit-test, or 'last'")
    .option('--verdicts <file>', 'with --run: JSON lines that say which patches are resolved')
    .option('--export <file>', 'with --run: write the input that the figures are made from')
    .option('--repo <path>', 'with --run: a path inside the checkout that they were made in', '.')
    .option('--csv <file>', 'write every number of samples and iterations')
    .option('--svg <file>', 'draw coverage and voting score against cost')
    .option('--json', 'as one JSON object')
    .addHelpText(
      'after',
      `${example('scaling runs.jsonl --csv grid.csv --svg grid.svg')}\n  capuchin analyze scaling --run last --verdicts verdicts.jsonl --export runs.jsonl`,
    )
    .action(async (input: string | undefined, flags: ScalingFlags) => {
      const analysis = await scalingOf(input, flags)
      say(flags.json, analysis, () => scalingLines(analysis, flags))
    })
}

function scalingOf(input: string | undefined, flags: ScalingFlags): ReturnType<typeof analyzeScaling> {
  const { run: runs, verdicts: verdictsFile, export: exportFile, csv, svg, repo, ...rest } = flags
  const common = { ...rest, csvFile: csv, svgFile: svg }
  const isFile = input !== undefined && !runs && verdictsFile === undefined && exportFile === undefined
  if (isFile) return analyzeScaling({ ...common, input })
  if (input !== undefined || !runs)
    throw new CapuchinError(
      'config/bad-flag',
      'analyze scaling needs either a file or --run, and --verdicts and --export go with --run',
      { hint: 'capuchin analyze scaling --run last --verdicts verdicts.jsonl' },
    )
  return withStore(repo, ({ store }) =>
    analyzeRunScaling(store, { ...common, runs, verdictsFile, exportFile }),
  )
}

function defineSelection(parent: Command): void {
  const command = parent
    .command('selection')
    .description('score of each selector between random and oracle, best@k, calibration')
    .argument('<input>', "JSON lines, an instance each; '-' for standard input")
  resamplingFlags(command, 1000)
    .option('--bins <n>', 'bins of a reliability table', toCount, 10)
    .option('--csv <file>', 'write every figure, one a row')
    .option('--svg <file>', 'draw best@k')
    .option('--reliability-svg <file>', 'draw how often selectors are right against how sure they are')
    .option('--json', 'as one JSON object')
    .addHelpText('after', example('selection candidates.jsonl --svg best-at-k.svg'))
    .action(async (input: string, { csv, svg, reliabilitySvg, json, ...rest }: AnalyzeFlags) => {
      const files = { csvFile: csv, svgFile: svg, reliabilitySvgFile: reliabilitySvg }
      const analysis = await analyzeSelection({ ...rest, ...files, input })
      say(json, analysis, () => selectionLines(analysis, rest))
    })
}

function defineCost(parent: Command): void {
  parent
    .command('cost')
    .description('US dollars by stage and kind of token')
    .argument('<ledger>', "JSON lines, the tokens of a stage and a model each; '-' for standard input")
    .requiredOption('--rates <file>', 'JSON: what the tokens of each model cost')
    .option('--csv <file>', 'write the table')
    .option('--json', 'as one JSON object')
    .addHelpText('after', example('cost ledger.jsonl --rates rates.json'))
    .action(async (input: string, { csv, rates, json }: AnalyzeFlags) => {
      const analysis = await analyzeCost({ input, ratesFile: rates, csvFile: csv })
      say(json, analysis, () => costLines(analysis))
    })
}

function say(json: boolean | undefined, value: unknown, lines: () => readonly string[]): void {
  console.log(json ? JSON.stringify(value) : lines().join('\n'))
}

function example(line: string): string {
  return `\nExample:\n  capuchin analyze ${line}`
}
