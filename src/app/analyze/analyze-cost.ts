import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { costTable, toCsv, type CostTable, type ModelRate } from '../../analysis/index.ts'
import { usageSchema } from '../../domain/index.ts'
import { CapuchinError, messageOf } from '../../std/index.ts'
import { readJsonLines } from './json-lines.ts'
import { writeOutputs } from './write-outputs.ts'

export interface CostRequest {
  /** A path, or `-` for standard input. */
  readonly input: string
  readonly ratesFile: string
  readonly csvFile?: string | undefined
}

export interface CostAnalysis {
  readonly table: CostTable
  /** Files that were written. */
  readonly written: readonly string[]
}

const rowSchema = z.object({
  stage: z.string(),
  model: z.string(),
  usage: usageSchema.omit({ costUsd: true }).extend({
    cacheReadTokens: z.number().default(0),
    cacheWriteTokens: z.number().default(0),
    reasoningTokens: z.number().default(0),
  }),
})

const usd = z.number().nonnegative()
const rateSchema = z.union(
  [
    z.object({ input: usd, output: usd, cacheRead: usd, cacheWrite: usd }),
    z.object({ usdPerHour: usd, tokensPerSecond: z.number().positive() }),
  ],
  { error: 'a rate has input, output, cacheRead and cacheWrite, or usdPerHour and tokensPerSecond' },
)

/**
 * What a ledger of tokens costs, by stage and kind of token.
 *
 * @throws CapuchinError `log/unreadable`, `analyze/bad-input`, `analyze/bad-rates`, `analyze/cannot-write`
 */
export async function analyzeCost({ input, ratesFile, csvFile }: CostRequest): Promise<CostAnalysis> {
  const rates = await readRates(ratesFile)
  const rows = await readJsonLines(input, rowSchema)
  const table = costTable(
    rows.map(({ value }) => value),
    rates,
  )
  return { table, written: await writeOutputs([[csvFile, () => costCsv(table)]]) }
}

async function readRates(path: string): Promise<ReadonlyMap<string, ModelRate>> {
  try {
    const rates = z.record(z.string(), rateSchema).parse(JSON.parse(await readFile(path, 'utf8')))
    return new Map(
      Object.entries(rates).map(([model, rate]) => [
        model,
        'input' in rate ? { kind: 'tokens', ...rate } : { kind: 'hardware', ...rate },
      ]),
    )
  } catch (cause) {
    const issue = cause instanceof z.ZodError ? cause.issues[0] : null
    const what = issue ? `${issue.path.join('.') || 'it'}: ${issue.message}` : messageOf(cause)
    throw new CapuchinError('analyze/bad-rates', `cannot use the rates in ${path}: ${what}`, {
      cause,
      hint: 'docs/formats/analysis.md has an example.',
    })
  }
}

function costCsv({ stages, costs, totalUsd }: CostTable): string {
  const kinds = ['input', 'output', 'cacheRead', 'cacheWrite', 'ownHardware'] as const
  const all = { stage: 'total', costs, totalUsd, share: null }
  return toCsv(
    ['stage', ...kinds, 'totalUsd', 'share'],
    [...stages, all].map((row) => [
      row.stage,
      ...kinds.map((kind) => row.costs?.[kind] ?? null),
      row.totalUsd,
      row.share,
    ]),
  )
}
