import { addUsage, type AttemptEvent } from '../../../domain/index.ts'
import { throwIfAborted } from '../../../std/index.ts'
import { assemblePrompt } from '../../context/assemble-prompt.ts'
import { renderFiles } from '../../context/file-contents.ts'
import { addMentions } from './add-mentions.ts'
import { askModel } from './ask-model.ts'
import type { LoopEnding, LoopInput } from './loop-state.ts'
import { prompt } from './prompts.ts'

export interface PlanInput {
  /** All files of the repository. */
  readonly paths: readonly string[]
  readonly overview: string
}

/**
 * Has the model that plans say in prose what to change. It may ask for files first, as often as reflections are allowed;
 * what it writes then is the plan, whatever it looks like.
 */
export async function* makePlan(
  input: LoopInput,
  { paths, overview }: PlanInput,
): AsyncGenerator<AttemptEvent, { readonly kind: 'plan'; readonly text: string } | LoopEnding> {
  const { settings, state, chat, model, signal } = input
  for (let asked = 0; asked <= settings.maxReflections; asked += 1) {
    throwIfAborted(signal)
    state.step += 1
    yield { type: 'step-start', step: state.step, stage: 'plan' }
    const shown = await chat.read()
    const fence = input.format.chooseFence(shown.map(({ text }) => text))
    const messages = assemblePrompt({
      system: prompt('plan-system'),
      overview,
      turns: state.turns,
      files: shown.length === 0 ? '' : prompt('files', { files: renderFiles(shown, fence) }),
      reminder: prompt('plan-reminder'),
    })
    const answer = yield* askModel(model, messages, { ...settings, preview: null, stage: 'plan', signal })
    state.turns.push({ role: 'assistant', text: answer.text })
    state.usage = addUsage(state.usage, answer.usage)
    const wanted = yield* addMentions(input, { text: answer.text, paths })
    yield { type: 'step-end', step: state.step }
    if (wanted === null) return { kind: 'plan', text: answer.text }
    yield { type: 'reflection', cause: wanted.cause, text: wanted.text }
    state.turns.push({ role: 'user', text: wanted.text })
  }
  return {
    kind: 'reflections',
    reason: `after ${settings.maxReflections} requests for files there was no plan yet`,
  }
}
