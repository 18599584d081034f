import type { AttemptEvent } from '../../../domain/index.ts'
import { throwIfAborted } from '../../../std/index.ts'
import type { AgentEnding, AgentInput } from './agent-state.ts'
import { tellOpening } from './ask-model.ts'
import { findStuck } from './stuck.ts'
import { takeTurn } from './take-turn.ts'

/** Turns, until the model says that it is done, goes in circles, or a limit is met. */
export async function* runLoop(input: AgentInput): AsyncGenerator<AttemptEvent, AgentEnding> {
  const { state, signal } = input
  yield* tellOpening(input)
  for (;;) {
    throwIfAborted(signal)
    const limit = findLimit(input)
    if (limit !== null) return limit
    state.step += 1
    yield { type: 'step-start', step: state.step, stage: 'turn' }
    const ending = yield* takeTurn(input)
    yield { type: 'step-end', step: state.step }
    if (ending !== null) return ending
  }
}

function findLimit({ settings: { maxSteps, maxTokens }, state }: AgentInput): AgentEnding | null {
  const reason = findStuck(state.traces)
  if (reason !== null) return { kind: 'limit', which: 'stuck', reason }
  if (state.step >= maxSteps)
    return { kind: 'limit', which: 'steps', reason: `${maxSteps} turns were not enough` }
  const used = state.usage.inputTokens + state.usage.outputTokens
  if (maxTokens === null || used < maxTokens) return null
  return { kind: 'limit', which: 'tokens', reason: `${used} tokens were used, of ${maxTokens}` }
}
