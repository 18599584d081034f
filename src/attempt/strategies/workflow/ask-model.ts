import { addUsage, type AttemptEvent, type Message } from '../../../domain/index.ts'
import type { ModelReply, ModelRequest } from '../../../llm/index.ts'
import { hasCode, messageOf } from '../../../std/index.ts'
import { streamReply } from '../../stream-reply.ts'
import type { StateForm } from './reply-form.ts'
import type { WorkflowInput } from './workflow-input.ts'
import type { ActiveStateName } from './workflow-state.ts'

export interface Question {
  readonly state: ActiveStateName
  readonly messages: readonly Message[]
  readonly form: Pick<StateForm<unknown>, 'json' | 'stop'>
}

/** One reply, in a form where the provider can keep to one; where it refuses, it is asked for text at once. */
export async function* askModel(
  input: WorkflowInput,
  question: Question,
): AsyncGenerator<AttemptEvent, ModelReply> {
  const { spent, settings } = input
  spent.step += 1
  yield { type: 'step-start', step: spent.step, stage: question.state }
  const reply = yield* askInForm(input, question)
  const wasKnown = spent.usage.costUsd !== null
  spent.usage = addUsage(spent.usage, reply.usage)
  if (wasKnown && spent.usage.costUsd === null && settings.maxCostUsd !== null)
    yield { type: 'warning', text: 'the price of the model is unknown: the limit on costs cannot hold' }
  yield { type: 'step-end', step: spent.step }
  return reply
}

async function* askInForm(
  { model, settings, spent, signal }: WorkflowInput,
  { messages, form: { json, stop } }: Question,
): AsyncGenerator<AttemptEvent, ModelReply> {
  const request: ModelRequest = {
    messages,
    sampling: {
      maxOutputTokens: settings.replyTokens,
      ...settings.sampling,
      ...(stop.length > 0 && { stop }),
    },
  }
  if (json === null || !spent.inForm) return yield* streamReply(model, request, { signal })
  try {
    return yield* streamReply(model, { ...request, replyForm: json }, { signal })
  } catch (error) {
    // A router says of a model that keeps to no form that it does not know it.
    if (!hasCode(error, 'llm/bad-request') && !hasCode(error, 'llm/unknown-model')) throw error
    spent.inForm = false
    yield { type: 'warning', text: `replies are asked for as text from here on: ${messageOf(error)}` }
    return yield* streamReply(model, request, { signal })
  }
}
