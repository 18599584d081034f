import type { Usage } from '../domain/index.ts'

/** Tokens that a stage used of one model; rows of the same stage add up. */
export interface LedgerRow {
  readonly stage: string
  readonly model: string
  readonly usage: Omit<Usage, 'costUsd'>
}

/** What tokens of a model cost: by kind, in US dollars per million, or as time on a machine of one's own. */
export type ModelRate =
  | {
      readonly kind: 'tokens'
      readonly input: number
      readonly output: number
      readonly cacheRead: number
      readonly cacheWrite: number
    }
  | { readonly kind: 'hardware'; readonly usdPerHour: number; readonly tokensPerSecond: number }

/** US dollars by kind of token. */
export interface KindCosts {
  /** Input that came from no cache and went to none. */
  readonly input: number
  readonly output: number
  readonly cacheRead: number
  readonly cacheWrite: number
  readonly ownHardware: number
}

export interface StageCost {
  readonly stage: string
  /** Null where a model of the stage has no rate. */
  readonly costs: KindCosts | null
  readonly totalUsd: number | null
  /** Of the total of all stages; null where that is unknown or nothing. */
  readonly share: number | null
}

export interface CostTable {
  /** In the order of the ledger. */
  readonly stages: readonly StageCost[]
  readonly costs: KindCosts | null
  readonly totalUsd: number | null
  /** Models without a rate, sorted. */
  readonly unpriced: readonly string[]
}

/** US dollars by stage and kind of token. */
export function costTable(rows: readonly LedgerRow[], rates: ReadonlyMap<string, ModelRate>): CostTable {
  const stages = [...new Set(rows.map(({ stage }) => stage))].map((stage) => ({
    stage,
    costs: sumCosts(rows.filter((row) => row.stage === stage).map((row) => priceRow(row, rates))),
  }))
  const costs = sumCosts(stages.map((stage) => stage.costs))
  const totalUsd = total(costs)
  const unpriced = rows.map(({ model }) => model).filter((model) => !rates.has(model))
  return {
    stages: stages.map((stage) => {
      const stageUsd = total(stage.costs)
      const share = stageUsd === null || totalUsd === null || totalUsd === 0 ? null : stageUsd / totalUsd
      return { ...stage, totalUsd: stageUsd, share }
    }),
    costs,
    totalUsd,
    unpriced: [...new Set(unpriced)].toSorted(),
  }
}

const nothing: KindCosts = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, ownHardware: 0 }

function priceRow({ model, usage }: LedgerRow, rates: ReadonlyMap<string, ModelRate>): KindCosts | null {
  const rate = rates.get(model)
  if (!rate) return null
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens } = usage
  if (rate.kind === 'hardware') {
    const seconds = (inputTokens + outputTokens) / rate.tokensPerSecond
    return { ...nothing, ownHardware: (seconds / 3600) * rate.usdPerHour }
  }
  const fresh = Math.max(0, inputTokens - cacheReadTokens - cacheWriteTokens)
  return {
    ...nothing,
    input: (fresh * rate.input) / 1e6,
    output: (outputTokens * rate.output) / 1e6,
    cacheRead: (cacheReadTokens * rate.cacheRead) / 1e6,
    cacheWrite: (cacheWriteTokens * rate.cacheWrite) / 1e6,
  }
}

function sumCosts(all: readonly (KindCosts | null)[]): KindCosts | null {
  let sum = nothing
  for (const costs of all) {
    if (costs === null) return null
    sum = {
      input: sum.input + costs.input,
      output: sum.output + costs.output,
      cacheRead: sum.cacheRead + costs.cacheRead,
      cacheWrite: sum.cacheWrite + costs.cacheWrite,
      ownHardware: sum.ownHardware + costs.ownHardware,
    }
  }
  return sum
}

function total(costs: KindCosts | null): number | null {
  if (costs === null) return null
  return costs.input + costs.output + costs.cacheRead + costs.cacheWrite + costs.ownHardware
}
