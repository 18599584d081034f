import type { PlannedCall } from '../attempt/index.ts'
import type { Journal } from '../domain/index.ts'
import {
  createBudget,
  createModel,
  createPrefixWarmth,
  createRateLimiter,
  createReplayModel,
  loadPrices,
  loadRecording,
  parseModelSpec,
  withBudget,
  withJournal,
  withRateLimit,
  withRecording,
  withRetry,
  withWarmPrefix,
  type Model,
  type PriceOf,
  type Redactor,
} from '../llm/index.ts'
import { CapuchinError, createRandom } from '../std/index.ts'
import type { Config } from './config.ts'
import type { SolveInput } from './solve/solve-records.ts'

/** The wrapped model of one attempt. */
export type ModelFactory = (attempt: {
  readonly index: number
  readonly journal: Journal
  readonly step: () => number
  readonly warn: (text: string) => void
}) => Model

/** Calls that are known before any of them is made, under the run's own journal. */
export interface PlannedModels {
  readonly stage: 'scan' | 'ranking'
  readonly calls: readonly PlannedCall[]
  readonly journal: Journal
  readonly warn: (text: string) => void
}

/** All models of a run; they share one budget and one limit of calls. */
export interface RunModels {
  readonly ofAttempt: ModelFactory
  /** The model of the nth of some planned calls. */
  readonly ofPlanned: (planned: PlannedModels) => (index: number) => Model
}

export interface ModelDeps {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly redact: Redactor
  /** US dollars that the run cost before it was resumed. */
  readonly spentUsd: number
}

/** @throws CapuchinError `config/no-model`, `llm/*` when a model cannot be used. */
export async function createRunModels(input: SolveInput, deps: ModelDeps): Promise<RunModels> {
  const { config, record } = input
  if (config.model.length === 0) {
    throw new CapuchinError('config/no-model', 'the edit-loop strategy needs a model', {
      hint: 'give --model PROVIDER/MODEL, or use --strategy mutation, which needs none',
    })
  }
  const priceOf = await loadPrices(config.prices)
  const openBase = await createOpener(input, { ...deps, priceOf })
  const attemptBases = config.model.map(openBase)
  const contextBases = openContextBases(config, { openBase, attemptBases })
  const limit = createLimits(config, { spentUsd: deps.spentUsd, priceOf })
  const warmth = createPrefixWarmth()
  const recorded = (model: Model): Model =>
    record === null ? model : withRecording(model, { file: record, redact: deps.redact })
  return {
    ofAttempt: ({ index, journal, step, warn }) => {
      const base = attemptBases[index % attemptBases.length]
      if (!base) throw new CapuchinError('config/no-model', 'there is no model')
      const limited = recorded(limit(base, { seed: index, warn }))
      return withJournal(limited, { journal, stage: 'model', step, priceOf })
    },
    ofPlanned: ({ stage, calls, journal, warn }) => {
      const base = contextBases[stage]
      return (index) => {
        const model = recorded(withWarmPrefix(limit(base, { seed: index, warn }), warmth))
        const step = (): number => calls[index]?.step ?? 0
        return withJournal(model, { journal, stage, step, priceOf, independent: true })
      }
    },
  }
}

type Opener = (name: string) => Model

async function createOpener(
  { replay }: SolveInput,
  { env, priceOf }: ModelDeps & { readonly priceOf: PriceOf },
): Promise<Opener> {
  const recording = replay ? await loadRecording(replay.file) : null
  return (name) =>
    recording && replay
      ? createReplayModel(parseModelSpec(name).id, { recording, match: replay.match })
      : createModel(name, { env, priceOf })
}

/** The scan has a model of its own where one is given; the rankings take the first of the attempts' models. */
function openContextBases(
  { scanModel }: Config,
  { openBase, attemptBases }: { readonly openBase: Opener; readonly attemptBases: readonly Model[] },
): Readonly<Record<PlannedModels['stage'], Model>> {
  const [ranking] = attemptBases
  if (!ranking) throw new CapuchinError('config/no-model', 'there is no model')
  return { ranking, scan: scanModel === undefined ? ranking : openBase(scanModel) }
}

type Limiting = (base: Model, call: { readonly seed: number; readonly warn: (text: string) => void }) => Model

function createLimits(
  config: Config,
  { spentUsd, priceOf }: { readonly spentUsd: number; readonly priceOf: PriceOf },
): Limiting {
  const budget = createBudget(config.budgetUsd ?? null)
  budget.addSpent(spentUsd)
  const limiter = createRateLimiter({ concurrency: 32, perMinute: config.requestsPerMinute ?? null })
  return (base, { seed, warn }) => {
    const retried = withRetry(base, {
      retries: config.retries,
      baseDelayMs: 500,
      maxDelayMs: 60_000,
      random: createRandom(seed),
      onRetry: ({ error, delayMs }) =>
        warn(`${error.message}; trying again in ${Math.ceil(delayMs / 1_000)} s`),
    })
    return withBudget(withRateLimit(retried, limiter), { budget, priceOf })
  }
}
