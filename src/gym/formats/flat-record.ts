import { callsOf, replyMessage, type Message, type ModelCall, type Trajectory } from '../../domain/index.ts'

/** One message of a whole attempt, in the order in which they came to be. */
export interface FlatEntry {
  readonly message: Message
  /** The call that made it; null for a message that was written for the model. */
  readonly call: ModelCall | null
  /** Where a request begins with fewer messages than there were: so many. */
  readonly kept: number | null
}

/** Every message of an attempt once: the full record, not the last window that a model saw. */
export function* flatRecord(trajectory: Pick<Trajectory, 'steps'>): Generator<FlatEntry> {
  let length = 0
  for (const call of callsOf(trajectory)) {
    const sent = call.sent ?? { kept: 0, added: [] }
    let kept = sent.kept === length ? null : sent.kept
    for (const message of sent.added) {
      yield { message, call: null, kept }
      kept = null
    }
    yield { message: replyMessage(call), call, kept }
    length = sent.kept + sent.added.length + 1
  }
}

/** What is known of a reply besides its message. */
export type CallFacts = Partial<Omit<ModelCall, 'type' | 'sent' | 'text' | 'toolCalls'>>

export interface ReadEntry {
  readonly message: Message
  /** Null for a message that no call made. */
  readonly call: CallFacts | null
  readonly kept?: number | null
}

/** Calls again, out of messages in their order. Messages behind the last reply, which no call saw, are left out. */
export function callsFrom(entries: readonly ReadEntry[]): readonly ModelCall[] {
  const calls: ModelCall[] = []
  const conversation: Message[] = []
  let shared = 0
  for (const { message, call, kept } of entries) {
    if (typeof kept === 'number') {
      conversation.length = Math.min(conversation.length, kept)
      shared = Math.min(shared, kept)
    }
    if (call !== null && message.role === 'assistant') {
      const sent = { kept: shared, added: conversation.slice(shared) }
      calls.push(toCall(call, { message, sent, step: calls.length + 1 }))
      shared = conversation.length + 1
    }
    conversation.push(message)
  }
  return calls
}

function toCall(
  facts: CallFacts,
  {
    message,
    sent,
    step,
  }: {
    readonly message: Extract<Message, { role: 'assistant' }>
    readonly sent: ModelCall['sent']
    readonly step: number
  },
): ModelCall {
  const toolCalls = message.toolCalls ?? []
  return {
    type: 'call',
    step,
    stage: '',
    model: '',
    finishReason: toolCalls.length > 0 ? 'tool-calls' : 'stop',
    usage: null,
    at: null,
    durationMs: null,
    logprobs: null,
    ...facts,
    sent,
    text: message.text,
    toolCalls: [...toolCalls],
  }
}
