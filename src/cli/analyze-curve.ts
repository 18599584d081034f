import { InvalidArgumentError, Option, type Command } from 'commander'
import { analyzeCurve, type CurveRequest } from '../app/index.ts'
import { CapuchinError } from '../std/index.ts'
import { curveLines } from './curve-text.ts'
import { toCount } from './number-flags.ts'
import { resamplingFlags } from './resampling-flags.ts'

interface CurveFlags {
  readonly rollout?: readonly string[]
  readonly x: CurveRequest['axis']
  readonly exclude?: readonly number[]
  readonly shuffles?: number
  readonly seed: number
  readonly draws: number
  readonly subsets: number
  readonly csv?: string
  readonly svg?: string
  readonly json?: boolean
}

export function defineAnalyzeCurve(parent: Command): void {
  const command = parent
    .command('curve')
    .description('resolve rate against training rows or candidates, with a logarithmic line through it')
    .argument('[input]', "CSV with columns x and y, or resolved and instances; '-' for standard input")
    .option('--rollout <name...>', 'instead: what rollout --evaluate wrote; with --x rows as NAME=ROWS')
    .addOption(new Option('--x <what>', 'what x counts').choices(['k', 'rows']).default('k'))
    .option('--exclude <x...>', 'values of x that lines are not fitted to', toValues)
    .option(
      '--shuffles <n>',
      'with --rollout and --x k: mean and spread of n shuffles in place of exact values',
      toCount,
    )
  resamplingFlags(command, 1000)
    .option('--csv <file>', 'write the points, in the form of the input')
    .option('--svg <file>', 'draw points, lines and intervals over a logarithmic axis')
    .option('--json', 'as one JSON object')
    .addHelpText(
      'after',
      '\nExamples:\n  capuchin analyze curve rates.csv --x rows --svg rows.svg\n  capuchin analyze curve --rollout base --exclude 1 --svg k.svg',
    )
    .action(async (input: string | undefined, flags: CurveFlags) => {
      const { rollout, x, exclude = [], csv, svg, json, ...rest } = flags
      const files = { csvFile: csv, svgFile: svg }
      const analysis = await analyzeCurve({
        ...rest,
        ...files,
        exclude,
        axis: x,
        source: sourceOf(input, rollout),
      })
      console.log(json ? JSON.stringify(analysis) : curveLines(analysis).join('\n'))
    })
}

function sourceOf(
  input: string | undefined,
  rollouts: readonly string[] | undefined,
): CurveRequest['source'] {
  if (input !== undefined && !rollouts) return { csv: input }
  if (input === undefined && rollouts) return { rollouts }
  throw new CapuchinError('config/bad-flag', 'analyze curve needs either a CSV file or --rollout', {
    hint: 'capuchin analyze curve --rollout base --svg k.svg',
  })
}

function toValues(text: string, before: readonly number[] = []): readonly number[] {
  const value = text.trim() === '' ? Number.NaN : Number(text)
  if (!(value > 0)) throw new InvalidArgumentError('It is a number above 0.')
  return [...before, value]
}
