import { addUsage, noUsage, type AttemptEvent, type Message, type Usage } from '../../../domain/index.ts'
import type { Turn } from '../../context/assemble-prompt.ts'
import { estimateTokens } from '../../context/token-estimate.ts'
import { streamReply } from '../../stream-reply.ts'
import type { EditTestInput } from './edit-test-input.ts'

/** What a machine and the model have said to each other. */
export interface Conversation {
  readonly system: string
  readonly turns: readonly Turn[]
  readonly completions: number
  /** Completions of the machines before this one: steps are counted through. */
  readonly stepsBefore: number
  readonly usage: Usage
}

export function beginConversation(system: string, stepsBefore: number): Conversation {
  return { system, turns: [], completions: 0, stepsBefore, usage: noUsage }
}

/** Number of the newest completion within the attempt. */
export function stepOf({ stepsBefore, completions }: Conversation): number {
  return stepsBefore + completions
}

/** A reply that nobody has looked into yet. */
export interface Reply {
  readonly text: string
  /** The state that it answered in. */
  readonly state: string
  readonly usage: Usage
  readonly cutShort: boolean
}

/** What ends a machine without its doing; the names are those of its last states. */
export type LimitState = 'completions' | 'context-length'

export type Answer =
  | { readonly kind: 'reply'; readonly conversation: Conversation; readonly reply: Reply }
  | { readonly kind: 'limit'; readonly at: LimitState }

/** Says one thing to the model and takes its reply, unless a limit of the machine forbids the call. */
export async function* say(
  { model, settings, signal }: EditTestInput,
  conversation: Conversation,
  { text, state }: { readonly text: string; readonly state: string },
): AsyncGenerator<AttemptEvent, Answer> {
  const completions = conversation.completions + 1
  if (completions > settings.maxCompletions) return { kind: 'limit', at: 'completions' }
  const turns: readonly Turn[] = [...conversation.turns, { role: 'user', text }]
  const isLast = completions === settings.maxCompletions
  const messages = toMessages({ ...conversation, turns }, isLast)
  const tokens = messages.reduce((sum, message) => sum + estimateTokens(message.text), 0)
  if (tokens + settings.replyTokens > settings.modelTokens) return { kind: 'limit', at: 'context-length' }
  const step = conversation.stepsBefore + completions
  yield { type: 'step-start', step, stage: state }
  const reply = yield* streamReply(model, { messages, sampling: settings.sampling }, { signal })
  yield { type: 'step-end', step }
  return {
    kind: 'reply',
    conversation: {
      ...conversation,
      turns: [...turns, { role: 'assistant', text: reply.text }],
      completions,
      usage: addUsage(conversation.usage, reply.usage),
    },
    reply: { text: reply.text, state, usage: reply.usage, cutShort: reply.finishReason === 'length' },
  }
}

/**
 * Marks the system prompt and the last two user messages: a provider reads its cache up to the older one and writes it
 * up to the newer one, which nobody would read behind the last permitted completion.
 */
function toMessages(
  { system, turns }: Pick<Conversation, 'system' | 'turns'>,
  isLast: boolean,
): readonly Message[] {
  const users = turns.flatMap(({ role }, at) => (role === 'user' ? [at] : []))
  const marked = users.slice(-2, isLast ? -1 : undefined)
  return [
    { role: 'system', text: system, cacheMark: true },
    ...turns.map(({ role, text }, at): Message =>
      role === 'user' && marked.includes(at) ? { role, text, cacheMark: true } : { role, text },
    ),
  ]
}
