import { noUsage, type AttemptEvent, type AttemptOutcome, type Problem } from '../../../domain/index.ts'
import { createDeadline, workUntil } from '../../deadline.ts'
import { toFailure, type Failure } from '../../failure.ts'
import { handIn, tellHarvest } from '../../hand-in.ts'
import { harvestPatch } from '../../harvest.ts'
import { modelAttempt, needModel } from '../../model-attempt.ts'
import type { AttemptTools, Strategy } from '../../strategy.ts'
import type { AgentEnding, AgentState } from './agent-state.ts'
import { firstStyle } from './call-style.ts'
import { nothingCondensed } from './condense.ts'
import { runLoop } from './loop.ts'
import { defaultToolAgentOptions, type ToolAgentOptions } from './options.ts'
import { createWorkspace, type Workspace } from './workspace.ts'

/**
 * A model that works by itself in a copy of the code, with a shell and an editor, one call a turn, until it says that
 * it is done. What it leaves is handed in however it ends.
 */
export function createToolAgent(options: Partial<ToolAgentOptions> = {}): Strategy {
  const settings = { ...defaultToolAgentOptions, ...options }
  return {
    name: 'tool-agent',
    mustFix: 'none',
    run: (problem, tools, { signal }) =>
      modelAttempt('tool-agent', tools, guarded({ problem, tools, settings, signal })),
  }
}

interface AttemptInput {
  readonly problem: Problem
  readonly tools: AttemptTools
  readonly settings: ToolAgentOptions
  readonly signal: AbortSignal | undefined
}

/** Limits, a cancelled run, and a model or sandbox that breaks are endings, with what there is until then. */
async function* guarded(input: AttemptInput): AsyncGenerator<AttemptEvent, AttemptOutcome> {
  const { problem, tools, settings } = input
  const model = needModel('tool-agent', tools)
  const state: AgentState = {
    step: 0,
    usage: noUsage,
    style: firstStyle(settings),
    condensation: nothingCondensed,
    silent: 0,
    turns: [],
    traces: [],
  }
  const limit = createDeadline(workUntil(tools), input.signal)
  const { signal } = limit
  const warnings: string[] = []
  const warn = (text: string): void => void warnings.push(text)
  await using workspace = createWorkspace({ tools, settings, signal, warn })
  let ending: AgentEnding | Failure
  try {
    ending = yield* runLoop({ problem, tools, settings, model, workspace, state, warnings, signal })
  } catch (error) {
    const failure = toFailure(error, limit)
    if (failure === null) {
      yield tellHarvest(harvestPatch(workspace.diff()))
      throw error
    }
    ending = failure
  } finally {
    limit.clear()
  }
  const diff = await diffLeft(workspace, ending)
  return yield* handIn(tools, { ending, diff, step: state.step, usage: state.usage }, input.signal)
}

/** After an attempt that was broken off, also what its last action had done by then. */
async function diffLeft(workspace: Workspace, ending: AgentEnding | Failure): Promise<string> {
  if (ending.kind === 'finished') return workspace.diff()
  try {
    return await workspace.readDiff()
  } catch {
    // The sandbox itself may be what broke; what was read before stays.
    return workspace.diff()
  }
}
