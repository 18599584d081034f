import { describe, expect, it } from 'vitest'
import { costTable, type LedgerRow, type ModelRate } from './index.ts'

// arXiv 2501.14723, table 1: US dollars of 500 instances. Tokens are what these dollars buy at the prices it names.
const sonnet = { kind: 'tokens', input: 3, output: 15, cacheRead: 0.3, cacheWrite: 3.75 } as const
const qwen = { kind: 'hardware', usdPerHour: 8.24, tokensPerSecond: 9051 } as const
const rates = new Map<string, ModelRate>([
  ['sonnet', sonnet],
  ['qwen', qwen],
])

interface Dollars {
  readonly input: number
  readonly output: number
  readonly cacheRead: number
  readonly cacheWrite: number
}

const published: Readonly<Record<string, Dollars>> = {
  ranking: { input: 0, output: 11.92, cacheRead: 1.1, cacheWrite: 6.9 },
  tests: { input: 10.6, output: 295.15, cacheRead: 21.6, cacheWrite: 112.64 },
  edits: { input: 14.67, output: 353.95, cacheRead: 636.82, cacheWrite: 360.58 },
  selection: { input: 0.52, output: 51.12, cacheRead: 15.17, cacheWrite: 65.14 },
}

function bought(stage: string, dollars: Dollars): LedgerRow {
  const tokens = (kind: keyof Dollars): number => Math.round((dollars[kind] * 1e6) / sonnet[kind])
  const cacheReadTokens = tokens('cacheRead')
  const cacheWriteTokens = tokens('cacheWrite')
  return {
    stage,
    model: 'sonnet',
    usage: {
      inputTokens: tokens('input') + cacheReadTokens + cacheWriteTokens,
      outputTokens: tokens('output'),
      cacheReadTokens,
      cacheWriteTokens,
      reasoningTokens: 0,
    },
  }
}

const scanned = (inputTokens: number, outputTokens = 0): LedgerRow => ({
  stage: 'relevance',
  model: 'qwen',
  usage: { inputTokens, outputTokens, cacheReadTokens: 0, cacheWriteTokens: 0, reasoningTokens: 0 },
})

const ledger = [
  scanned(1.3e9),
  scanned(0.02e9, 0.000_84e9),
  ...Object.entries(published).map(([stage, dollars]) => bought(stage, dollars)),
]

describe('costTable', () => {
  const table = costTable(ledger, rates)

  it('has the published totals by stage, and their shares', () => {
    const rows = table.stages.map(({ stage, totalUsd, share }) => [
      stage,
      totalUsd?.toFixed(2),
      ((share ?? 0) * 100).toFixed(1),
    ])
    expect(rows).toEqual([
      ['relevance', '334.02', '14.6'],
      ['ranking', '19.92', '0.9'],
      ['tests', '439.99', '19.2'],
      ['edits', '1366.02', '59.6'],
      ['selection', '131.95', '5.8'],
    ])
    expect(table.totalUsd?.toFixed(2)).toBe('2291.90')
  })

  it('has the published totals by kind of token', () => {
    const kinds = Object.entries(table.costs ?? {}).map(([kind, usd]) => [kind, usd.toFixed(2)])
    expect(Object.fromEntries(kinds)).toEqual({
      input: '25.79',
      output: '712.14',
      cacheRead: '674.69',
      cacheWrite: '545.26',
      ownHardware: '334.02',
    })
  })

  it('says what has no rate instead of taking it for free', () => {
    const { stages, totalUsd, unpriced } = costTable(ledger, new Map([['sonnet', sonnet]]))
    expect(unpriced).toEqual(['qwen'])
    expect(totalUsd).toBeNull()
    expect(stages[0]).toEqual({ stage: 'relevance', costs: null, totalUsd: null, share: null })
    expect(stages[1]).toMatchObject({ stage: 'ranking', share: null })
    expect(stages[1]?.totalUsd).toBeCloseTo(19.92, 2)
  })

  it('is empty for an empty ledger', () => {
    expect(costTable([], rates)).toMatchObject({ stages: [], totalUsd: 0, unpriced: [] })
  })
})
