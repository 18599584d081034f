import {
  createEditLoop,
  createEditTest,
  createMutationStrategy,
  createToolAgent,
  createWorkflow,
  paperEditTestOptions,
  v035Flow,
  type Strategy,
} from '../attempt/index.ts'
import type { MutationPrior } from '../mutate/index.ts'
import type { SamplingOptions } from '../llm/index.ts'
import type { Config } from './config.ts'
import { configuredLinters } from './configured-linters.ts'

/** What strategies learned elsewhere, read already. */
export interface StrategyInput {
  readonly prior: MutationPrior | null
}

/** The strategy that the settings ask for, with its options. */
export function createStrategy(config: Config, { prior }: StrategyInput): Strategy {
  if (strategyNameOf(config) === 'mutation') return createConfiguredMutation(config, prior)
  const sampling = config.temperature === undefined ? {} : { temperature: config.temperature }
  if (strategyNameOf(config) === 'tool-agent') return createConfiguredToolAgent(config, sampling)
  if (strategyNameOf(config) === 'workflow') return createConfiguredWorkflow(config, sampling)
  if (strategyNameOf(config) === 'edit-test') return createConfiguredEditTest(config, sampling)
  if (config.flow === 'v0.35') return createEditLoop({ ...v035Flow, sampling })
  const { editFormat: format, maxReflections, contextTokens: fileTokens } = config
  const linters = configuredLinters(config)
  return createEditLoop({ format, maxReflections, fileTokens, sampling, linters })
}

function createConfiguredMutation(
  { maxPlausible, maxTrials, temperature }: Config,
  prior: MutationPrior | null,
): Strategy {
  const shake = temperature === undefined ? undefined : Math.min(1, temperature)
  return createMutationStrategy({ maxPlausible, maxTrials, shake, prior: prior ?? undefined })
}

function createConfiguredEditTest(config: Config, sampling: SamplingOptions): Strategy {
  const { completions: maxCompletions, contextTokens, editFormat: format } = config
  const limits = { maxCompletions, contextTokens, scriptTimeoutMs: config.scriptSeconds * 1_000 }
  if (config.flow !== 'codemonkeys') return createEditTest({ ...limits, format, sampling })
  const paper = paperEditTestOptions
  return createEditTest({ ...paper, ...limits, sampling: { ...paper.sampling, ...sampling } })
}

function createConfiguredToolAgent(config: Config, sampling: SamplingOptions): Strategy {
  const { toolCalls, maxSteps, maxTokens = null, historyTokens, commandSeconds, example } = config
  const commandTimeoutMs = commandSeconds * 1_000
  return createToolAgent({
    sampling,
    toolCalls,
    maxSteps,
    maxTokens,
    historyTokens,
    commandTimeoutMs,
    example,
  })
}

function createConfiguredWorkflow(config: Config, sampling: SamplingOptions): Strategy {
  const { maxTransitions, attemptUsd: maxCostUsd, replyForm: replies } = config
  return createWorkflow({ sampling, replies, maxTransitions, maxCostUsd })
}

export function strategyNameOf(config: Config): Exclude<Config['strategy'], 'auto'> {
  if (config.strategy !== 'auto') return config.strategy
  return config.model.length > 0 ? 'edit-loop' : 'mutation'
}
