import type { AttemptEvent } from '../domain/index.ts'
import { nameOf, type Model, type ModelReply, type ModelRequest } from '../llm/index.ts'

export interface StreamOptions {
  readonly signal: AbortSignal
  /** Told all of the text so far, each time that some of it came. */
  readonly preview?: (text: string) => Iterable<AttemptEvent>
  /** What the reply is for, where an attempt asks several models for several things. */
  readonly stage?: string | undefined
}

/** Asks for one reply and tells of it as it comes. */
export async function* streamReply(
  model: Model,
  request: ModelRequest,
  { signal, preview = () => [], stage }: StreamOptions,
): AsyncGenerator<AttemptEvent, ModelReply> {
  const stream = model.complete(request, { signal })
  let streamed = ''
  for (;;) {
    const next = await stream.next()
    if (next.done) {
      const { text, toolCalls, finishReason, usage, fromJournal } = next.value
      const called = toolCalls.length === 0 ? {} : { toolCalls: [...toolCalls] }
      yield {
        type: 'model-reply',
        model: nameOf(model.id),
        text,
        ...called,
        finishReason,
        usage,
        fromJournal,
        ...(stage === undefined ? {} : { stage }),
      }
      return next.value
    }
    if (next.value.type !== 'text') continue
    streamed += next.value.text
    yield { type: 'model-text', text: next.value.text }
    yield* preview(streamed)
  }
}
