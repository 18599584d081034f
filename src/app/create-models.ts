import type { Journal } from '../domain/index.ts'
import {
  createPrefixWarmth,
  createRateLimiter,
  loadPrices,
  withBudget,
  withJournal,
  withKeptLogprobs,
  withRateLimit,
  withRecording,
  withRetry,
  withWarmPrefix,
  type Budget,
  type Model,
  type PriceOf,
  type Redactor,
} from '../llm/index.ts'
import { CapuchinError, createRandom } from '../std/index.ts'
import type { StageCost } from '../store/index.ts'
import { createRunBudget, type RunBudget } from './budget/run-budget.ts'
import { withTurn } from './budget/with-turn.ts'
import { selectsByModel, type Config } from './config.ts'
import { strategyNameOf } from './create-strategy.ts'
import { type ModelBase, createOpener, type ModelRun, type Person } from './open-models.ts'
import { createPlannedModels, type PlannedModels } from './planned-models.ts'
import type { SolveInput } from './solve/solve-records.ts'

/** The wrapped model of one attempt. */
export type ModelFactory = (attempt: {
  readonly index: number
  readonly journal: Journal
  readonly step: () => number
  readonly warn: (text: string) => void
}) => Model

/** All models of a run; they share one budget and one limit of calls. */
export interface RunModels {
  readonly budget: RunBudget
  readonly ofAttempt: ModelFactory
  /** Writes the edits that an attempt's model plans; null where one model does both. */
  readonly ofEditor: ModelFactory | null
  /** Null where attempts have no model. */
  readonly ofPlanned: PlannedModels | null
  /** For the choice among patches; the selector journals its calls. */
  readonly ofSelection: (call: { readonly warn: (text: string) => void }) => {
    readonly model: Model
    readonly priceOf: PriceOf
  }
}

/** What of a run says which models it asks, and from where they answer. */
export type ModelInput = Pick<SolveInput, 'config' | 'given' | 'record' | 'replay'>

export interface ModelDeps {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly redact: Redactor
  /** What the run cost before it was resumed. */
  readonly before: readonly StageCost[]
  readonly run: ModelRun
  /** Null where nobody sits in front of it. */
  readonly person: Person | null
}

/** @throws CapuchinError `config/no-model`, `llm/*` when a model cannot be used. */
export async function createRunModels(input: ModelInput, deps: ModelDeps): Promise<RunModels> {
  const { config, record, replay } = input
  const selectionName = checkModels(input)
  const priceOf = await loadPrices(config.prices)
  const open = await createOpener(input.replay, { ...deps, priceOf })
  const { logprobs } = config
  const attemptBases = config.model.map((name) => open(name, { logprobs }))
  const selectionBase = open(selectionName)
  const editorBase = config.editorModel === undefined ? null : open(config.editorModel, { logprobs })
  const budget = createRunBudget({
    capUsd: config.budgetUsd ?? null,
    keepsForSelection: choosesByModel(input),
    before: deps.before,
  })
  const limit = createLimits(config, priceOf)
  const recorded = (model: Model): Model =>
    record === null ? model : withRecording(model, { file: record, redact: deps.redact })
  const { env } = deps
  // Attempts of this strategy begin with the same long prompt: one writes it to the provider's cache, the others read.
  const warmth = strategyNameOf(config) === 'edit-test' ? createPrefixWarmth() : null
  const wrap = (
    base: ModelBase,
    { index, journal, step, warn }: Parameters<ModelFactory>[0],
    stage: 'model' | 'editor',
  ): Model => {
    const name = stage === 'editor' ? `attempt ${index}, edits` : `attempt ${index}`
    const bare = base({ name, inOrder: true, tell: warn })
    const limited = limit(logprobs ? withKeptLogprobs(bare, { redact: deps.redact, warn }) : bare, {
      seed: index,
      warn,
      budget: budget.of('attempts'),
    })
    // The journal stands outside: what it answers waits for nobody. Whoever others wait for waits for no turn.
    const asked = withTurn(recorded(warmth ? withWarmPrefix(limited, warmth) : limited), {
      index,
      budget,
      priceOf,
    })
    return withJournal(asked, { journal, stage, step, priceOf })
  }
  return {
    budget,
    ofAttempt: (attempt) => {
      const base = attemptBases[attempt.index % attemptBases.length]
      if (!base) throw new CapuchinError('config/no-model', 'there is no model')
      return wrap(base, attempt, 'model')
    },
    ofEditor: editorBase && ((attempt) => wrap(editorBase, attempt, 'editor')),
    ofPlanned:
      config.model.length === 0
        ? null
        : createPlannedModels({
            config,
            env,
            priceOf,
            budget: budget.of('context'),
            open,
            limit: (base, call) => limit(base, { ...call, budget: budget.of('context') }),
            recorded,
            replaying: replay !== null,
          }),
    ofSelection: ({ warn }) => ({
      model: recorded(
        limit(selectionBase({ name: 'selection', inOrder: false, tell: warn }), {
          seed: config.attempts,
          warn,
          budget: budget.of('selection'),
        }),
      ),
      priceOf,
    }),
  }
}

/** Whether a model may be asked to choose when others have spent on attempts, or on tests. */
function choosesByModel({ config, given }: ModelInput): boolean {
  const makers = given === null ? config.attempts > 1 : config.writeTests > 0
  if (!makers || (given === null && config.until === 'plausible')) return false
  return selectsByModel(config) || (config.select === 'auto' && config.model.length > 0)
}

/** The name of the model that picks among patches, when all who ask have one. */
function checkModels({ config, given }: ModelInput): string {
  const [first] = config.model
  const attemptsAsk = given === null && config.strategy !== 'auto' && config.strategy !== 'mutation'
  if (attemptsAsk && first === undefined)
    throw new CapuchinError('config/no-model', `the ${config.strategy} strategy needs a model`, {
      hint: 'give --model PROVIDER/MODEL, or use --strategy mutation, which needs none',
    })
  if (given !== null && config.writeTests > 0 && first === undefined)
    throw new CapuchinError('config/no-model', '--write-tests needs a model, and there is none', {
      hint: 'give --model PROVIDER/MODEL',
    })
  const name = config.selectModel ?? first
  if (name === undefined)
    throw new CapuchinError('config/no-model', `--select ${config.select} asks a model, and none is given`, {
      hint: 'give --model PROVIDER/MODEL, or use --select weighted-voting, which needs none',
    })
  return name
}

interface LimitedCall {
  readonly seed: number
  readonly warn: (text: string) => void
  readonly budget: Budget
}

type Limiting = (base: Model, call: LimitedCall) => Model

function createLimits(config: Config, priceOf: PriceOf): Limiting {
  const limiter = createRateLimiter({ concurrency: 32, perMinute: config.requestsPerMinute ?? null })
  return (base, { seed, warn, budget }) => {
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
