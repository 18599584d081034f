import { addUsage, noUsage, type AttemptEvent, type Message, type Usage } from '../../../domain/index.ts'
import type { EditFormat } from '../../../edit/index.ts'
import type { FinishReason, Model, SamplingOptions } from '../../../llm/index.ts'
import { streamReply } from '../../stream-reply.ts'
import { prompt } from './prompts.ts'

export interface ModelAnswer {
  readonly text: string
  readonly finishReason: FinishReason
  readonly usage: Usage
  /** True when the end of the reply is missing, even after asking to go on. */
  readonly cutShort: boolean
}

export interface AskOptions {
  /** How the reply writes edits, to tell of them as they come; null for a reply that has none. */
  readonly preview: { readonly format: EditFormat; readonly fence: string } | null
  /** What the reply is for, where several models are asked for several things. */
  readonly stage?: 'plan' | 'edits' | undefined
  readonly sampling: SamplingOptions
  readonly maxContinuations: number
  readonly signal: AbortSignal
}

/** Asks for one reply, showing it and its edits as they come. A reply that was cut for length is asked to go on. */
export async function* askModel(
  model: Model,
  messages: readonly Message[],
  options: AskOptions,
): AsyncGenerator<AttemptEvent, ModelAnswer> {
  let text = ''
  let usage = noUsage
  const preview = options.preview === null ? () => [] : createPreview(options.preview)
  for (let part = 0; ; part += 1) {
    const asked = part === 0 ? messages : [...messages, ...continuation(text)]
    const before = text
    const reply = yield* streamReply(
      model,
      { messages: asked, sampling: options.sampling },
      {
        signal: options.signal,
        stage: options.stage,
        preview: (streamed) => preview(before + streamed),
      },
    )
    text += reply.text
    usage = addUsage(usage, reply.usage)
    const { finishReason } = reply
    const cut = finishReason === 'length'
    if (!cut || part >= options.maxContinuations) return { text, finishReason, usage, cutShort: cut }
  }
}

function continuation(text: string): readonly Message[] {
  return [
    { role: 'assistant', text },
    { role: 'user', text: prompt('continue') },
  ]
}

/** Tells of each edit as soon as the reply holds all of it. */
function createPreview({
  format,
  fence,
}: NonNullable<AskOptions['preview']>): (text: string) => Generator<AttemptEvent> {
  let told = 0
  let looked = 0
  return function* (text) {
    // Only a line that was completed can complete an edit; looking now and then keeps long replies linear.
    if (text.length - looked < 200 + looked / 8 || !text.includes('\n', looked)) return
    looked = text.length
    const { edits } = format.parse(text, { fence, cutShort: true })
    for (const { path, readings } of edits.slice(told)) {
      const [{ search, replace }] = readings
      yield { type: 'stage', stage: 'edit', detail: `${path} (-${lines(search ?? '')} +${lines(replace)})` }
    }
    told = Math.max(told, edits.length)
  }
}

function lines(text: string): number {
  return text.split('\n').length - 1
}
