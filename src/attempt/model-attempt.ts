import type { AttemptEvent, AttemptOutcome } from '../domain/index.ts'
import { nameOf, type Model } from '../llm/index.ts'
import { CapuchinError } from '../std/index.ts'
import type { AttemptTools } from './strategy.ts'

/** Tells where an attempt of a strategy that asks a model begins and ends; what its work throws is no ending. */
export async function* modelAttempt(
  strategy: string,
  tools: AttemptTools,
  work: AsyncGenerator<AttemptEvent, AttemptOutcome>,
): AsyncGenerator<AttemptEvent, AttemptOutcome> {
  const model = tools.model === null ? null : nameOf(tools.model.id)
  yield { type: 'attempt-start', strategy, model, seed: tools.seed }
  const outcome = yield* work
  yield { type: 'attempt-end', outcome }
  return outcome
}

/** @throws CapuchinError `attempt/no-model` where a strategy that needs a model has none. */
export function needModel(strategy: string, { model }: AttemptTools): Model {
  if (model === null)
    throw new CapuchinError('attempt/no-model', `the ${strategy} strategy needs a model and has none`, {
      hint: 'name one with --model, or choose a strategy that works without',
    })
  return model
}
