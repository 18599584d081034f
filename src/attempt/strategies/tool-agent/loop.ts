import type { AttemptEvent } from '../../../domain/index.ts'
import { throwIfAborted } from '../../../std/index.ts'
import type { AgentEnding, AgentInput } from './agent-state.ts'
import { tellOpening } from './ask-model.ts'
import { findLimit } from './find-limit.ts'
import { takeTurn } from './take-turn.ts'

/** Turns, until the model says that it is done, goes in circles, or a limit is met. */
export async function* runLoop(input: AgentInput): AsyncGenerator<AttemptEvent, AgentEnding> {
  const { state, settings, signal } = input
  yield* tellOpening(input)
  for (;;) {
    throwIfAborted(signal)
    const { inputTokens, outputTokens } = state.usage
    const limit = findLimit({ ...state, tokens: inputTokens + outputTokens }, settings)
    if (limit !== null) return limit
    state.step += 1
    yield { type: 'step-start', step: state.step, stage: 'turn' }
    const ending = yield* takeTurn(input)
    yield { type: 'step-end', step: state.step }
    if (ending !== null) return ending
  }
}
