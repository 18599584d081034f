import { noUsage, type AttemptEvent, type AttemptOutcome, type Problem } from '../../../domain/index.ts'
import { createChangeCheck } from '../../../lint/index.ts'
import { runMachine } from '../../../std/index.ts'
import { createSyntax } from '../../../syntax/index.ts'
import { createDeadline, workUntil } from '../../deadline.ts'
import { toFailure, type Failure } from '../../failure.ts'
import { handIn, tellHarvest, type Ending } from '../../hand-in.ts'
import { harvestPatch } from '../../harvest.ts'
import { modelAttempt, needModel } from '../../model-attempt.ts'
import type { AttemptTools, Strategy } from '../../strategy.ts'
import { defaultWorkflowOptions, type WorkflowOptions } from './options.ts'
import { searchForIssue } from './search/journalled-search.ts'
import { createCodeReader } from './spans/code-reader.ts'
import { createStateTable } from './state-table.ts'
import type { Spent, WorkflowInput } from './workflow-input.ts'
import { firstState, type ActiveStateName, type WorkflowState } from './workflow-state.ts'

/**
 * A fixed way through an issue, in small questions that a small model can answer: search, identify, decide, then plan,
 * clarify and edit, until it is finished or rejected. The model sees only what the state that it is in shows it.
 */
export function createWorkflow(options: Partial<WorkflowOptions> = {}): Strategy {
  const settings = { ...defaultWorkflowOptions, ...options }
  return {
    name: 'workflow',
    mustFix: 'none',
    run: (problem, tools, { signal }) =>
      modelAttempt('workflow', tools, guarded({ problem, tools, settings, signal })),
  }
}

interface AttemptInput {
  readonly problem: Problem
  readonly tools: AttemptTools
  readonly settings: WorkflowOptions
  readonly signal: AbortSignal | undefined
}

/** Limits, a cancelled run, and a model or sandbox that breaks are endings, with what there is until then. */
async function* guarded(attempt: AttemptInput): AsyncGenerator<AttemptEvent, AttemptOutcome> {
  const { tools, settings } = attempt
  const model = needModel('workflow', tools)
  const spent: Spent = { step: 0, usage: noUsage, inForm: settings.replies === 'auto' }
  let state = firstState
  const onState = (now: WorkflowState): void => void (state = now)
  const limit = createDeadline(workUntil(tools), attempt.signal)
  let ending: Ending | Failure
  using syntax = createSyntax()
  using reader = createCodeReader({ sandbox: tools.sandbox, syntax, maxTokens: settings.spanTokens })
  const checks = createChangeCheck(syntax)
  try {
    ending = yield* runStates({ ...attempt, model, reader, checks, spent, signal: limit.signal, onState })
  } catch (error) {
    const failure = toFailure(error, limit)
    if (failure === null) {
      yield tellHarvest(harvestPatch(state.patch))
      throw error
    }
    ending = failure
  } finally {
    limit.clear()
  }
  const left = { ending, diff: state.patch, step: spent.step, usage: spent.usage }
  return yield* handIn(tools, left, attempt.signal)
}

async function* runStates(input: WorkflowInput): AsyncGenerator<AttemptEvent, Ending> {
  const { spans: opening, tells } = await searchForIssue(input)
  yield* tells
  const table = createStateTable(input)
  const end = yield* runMachine<ActiveStateName, WorkflowState, AttemptEvent>(
    table,
    { ...firstState, opening },
    input,
  )
  return end.ending ?? { kind: 'rejected', reason: `the state ${end.at} has no ending` }
}
