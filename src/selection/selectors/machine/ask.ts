import { estimateTokens } from '../../../attempt/index.ts'
import type { Message } from '../../../domain/index.ts'
import { completeReply, type Model } from '../../../llm/index.ts'
import { limitOf } from '../recorded-model.ts'
import type { SelectorMachineOptions } from './options.ts'
import type { ActiveState, LimitState, SelectorState } from './state.ts'

export interface AskInput {
  readonly model: Model
  readonly options: SelectorMachineOptions
  readonly signal?: AbortSignal | undefined
}

/** Says one thing to the model and takes its reply, unread, unless a limit of the machine forbids the call. */
export async function ask(
  { model, options, signal }: AskInput,
  now: SelectorState & { readonly at: ActiveState },
  text: string,
): Promise<SelectorState> {
  const end = (at: LimitState): SelectorState => ({ ...now, at })
  const asked = now.completions.length + 1
  if (asked > options.maxCompletions) return end('completions')
  const messages: readonly Message[] = [...now.messages, { role: 'user', text }]
  const tokens = messages.reduce((sum, message) => sum + estimateTokens(message.text), 0)
  if (tokens + options.replyTokens > options.modelTokens) return end('context-length')
  const sampling = { temperature: options.temperature, maxOutputTokens: options.replyTokens }
  const marked = markTurns(messages, asked === options.maxCompletions)
  try {
    const reply = await completeReply(model, { messages: marked, sampling }, { signal })
    const said = reply.text.trim() === '' ? '(nothing)' : reply.text
    return {
      ...now,
      messages: [...messages, { role: 'assistant', text: said }],
      reply: {
        text: reply.text,
        cutShort: reply.finishReason === 'length',
        asked: now.at,
        usage: reply.usage,
      },
    }
  } catch (error) {
    const limit = limitOf(error)
    if (limit === null) throw error
    return end(limit)
  }
}

/**
 * Marks the last two of the user's messages: a provider reads its cache up to the older one and writes it up to the
 * newer one, which nobody would read behind the last permitted completion.
 */
function markTurns(messages: readonly Message[], isLast: boolean): readonly Message[] {
  const users = messages.flatMap(({ role }, at) => (role === 'user' ? [at] : []))
  const marked = users.slice(-2, isLast ? -1 : undefined)
  return messages.map((message, at) =>
    message.role === 'user' && marked.includes(at) ? { ...message, cacheMark: true } : message,
  )
}
