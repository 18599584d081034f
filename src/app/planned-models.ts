import type { PlannedCall } from '../attempt/index.ts'
import type { Journal } from '../domain/index.ts'
import {
  completeAll,
  createBatchTier,
  createModel,
  createPrefixWarmth,
  parseModelSpec,
  withFlex,
  withJournal,
  withWarmPrefix,
  type BatchTier,
  type Budget,
  type Model,
  type PriceOf,
} from '../llm/index.ts'
import { CapuchinError } from '../std/index.ts'
import type { Config } from './config.ts'
import type { ModelBase } from './open-models.ts'

/** Calls that are known before any of them is made, under the run's own journal. */
export interface PlannedCalls {
  readonly stage: 'scan' | 'ranking'
  readonly calls: readonly PlannedCall[]
  readonly journal: Journal
  readonly warn: (text: string) => void
}

/** The model of the nth of some planned calls. */
export type PlannedModels = (planned: PlannedCalls) => (index: number) => Model

export interface PlannedModelDeps {
  readonly config: Config
  readonly env: Readonly<Record<string, string | undefined>>
  readonly priceOf: PriceOf
  readonly budget: Budget
  /** A recording answers at once, and no tier is asked. */
  readonly replaying: boolean
  readonly open: (name: string) => ModelBase
  /** Retries, limits and the budget around a model. */
  readonly limit: (
    base: Model,
    call: { readonly seed: number; readonly warn: (text: string) => void },
  ) => Model
  readonly recorded: (model: Model) => Model
}

/**
 * Models for scan and rankings: the scan has one of its own where one is given, the rankings take the first of the
 * attempts' models. With a deadline the calls go through a cheaper tier of the provider first.
 *
 * @throws CapuchinError `config/no-tier` when a deadline is given and the scan's provider has no such tier.
 */
export function createPlannedModels(deps: PlannedModelDeps): PlannedModels {
  const { config, limit, recorded, priceOf } = deps
  const [first = ''] = config.model
  const lanes = {
    scan: openLane(config.scanModel ?? first, deps),
    ranking: openLane(first, deps),
  }
  const warmth = createPrefixWarmth()
  if (config.deadline !== undefined && !deps.replaying && !lanes.scan.batch && !lanes.scan.flex)
    throw new CapuchinError(
      'config/no-tier',
      `--deadline sends the scan through the ${config.tier} tier of its provider, and '${config.scanModel ?? first}' has none`,
      { hint: 'give a --scan-model of openai (batch, flex) or anthropic (batch), or leave --deadline out' },
    )
  return ({ stage, calls, journal, warn }) => {
    const lane = lanes[stage]
    const deadlineMs = (config.deadline ?? 0) * 60_000 * shareOf[stage]
    const asker = { name: stage, inOrder: false, tell: warn }
    const usual = (index: number): Model =>
      withWarmPrefix(limit(lane.base(asker), { seed: index, warn }), warmth)
    const until = Date.now() + deadlineMs * flexShare
    const live = (index: number): Model => {
      const { flex } = lane
      return flex
        ? withFlex(limit(flex, { seed: index, warn }), { standard: usual(index), until })
        : usual(index)
    }
    const requests = calls.map(({ request }) => request)
    const { batch: tier } = lane
    const modelAt = tier
      ? completeAll(requests, { ...deps, tier, live, journal, stage, deadlineMs, note: warn })
      : live
    return (index) => {
      const step = (): number => calls[index]?.step ?? 0
      return withJournal(recorded(modelAt(index)), { journal, stage, step, priceOf, independent: true })
    }
  }
}

/** Of the deadline; the rankings can only begin when the scan is done. */
const shareOf = { scan: 2 / 3, ranking: 1 / 3 } as const
/** Share of its time after which no call waits for the flex tier. */
const flexShare = 0.7

interface Lane {
  readonly base: ModelBase
  readonly batch: BatchTier | null
  readonly flex: Model | null
}

function openLane(name: string, { config, env, priceOf, open, replaying }: PlannedModelDeps): Lane {
  const base = open(name)
  const { provider } = parseModelSpec(name).id
  const tier = config.deadline === undefined || replaying ? null : config.tier
  return {
    base,
    batch: tier === 'batch' ? createBatchTier(name, { env, priceOf }) : null,
    flex: tier === 'flex' && provider === 'openai' ? createModel(name, { env, priceOf, tier }) : null,
  }
}
