import { addUsage, type Message, type Usage } from '../../../domain/index.ts'
import { completeReply, type Model, type ModelRequest } from '../../../llm/index.ts'

export interface PlannedCall {
  /** Where it stands in the journal; the same however many calls run at once and whichever ends first. */
  readonly step: number
  readonly request: ModelRequest
}

/**
 * Makes the model that answers the nth of some calls and what is asked after it. All of them are known beforehand, so
 * that they may go out together.
 */
export type ModelCalls = (
  stage: 'scan' | 'ranking',
  calls: readonly PlannedCall[],
) => (index: number) => Model

export interface Unreadable {
  readonly kind: 'unreadable'
  readonly reason: string
}

export interface Asked<T> {
  readonly value: T | Unreadable
  readonly askedAgain: boolean
  readonly usage: Usage
}

export interface AskOptions<T> {
  readonly parse: (reply: string) => T | Unreadable
  /** What is said of a reply that cannot be read. */
  readonly again: (reason: string) => string
  readonly signal: AbortSignal
}

/** Asks, and once more where the reply cannot be read, saying why. */
export async function askReadably<T extends { readonly kind: string }>(
  model: Model,
  request: ModelRequest,
  { parse, again, signal }: AskOptions<T>,
): Promise<Asked<T>> {
  const first = await completeReply(model, request, { signal })
  const value = parse(first.text)
  if (!isUnreadable(value)) return { value, askedAgain: false, usage: first.usage }
  const reason = first.finishReason === 'length' ? 'it was cut off for length' : value.reason
  const messages: readonly Message[] = [
    ...request.messages,
    // Providers refuse a message without text.
    { role: 'assistant', text: first.text.trim() === '' ? '(no reply)' : first.text },
    { role: 'user', text: again(reason) },
  ]
  const second = await completeReply(model, { ...request, messages }, { signal })
  return { value: parse(second.text), askedAgain: true, usage: addUsage(first.usage, second.usage) }
}

export function isUnreadable(value: { readonly kind: string }): value is Unreadable {
  return value.kind === 'unreadable'
}
