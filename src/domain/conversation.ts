import { canonicalJson } from '../std/index.ts'
import type { Message } from './message.ts'
import { callsOf, replyMessage, type ModelCall, type Trajectory } from './trajectory.ts'

/** Calls of a trajectory each of which was sent all of the one before, and more. */
export interface Conversation {
  readonly messages: readonly Message[]
  /** For each message, whether a call of this conversation made it. */
  readonly own: readonly boolean[]
  readonly calls: readonly ModelCall[]
}

/**
 * The conversations of a trajectory, in order. One begins where a call is not sent all that the one before was sent and
 * said: another machine speaks, files were shown anew, history was cut. A call that nobody knows the messages of is in
 * none.
 */
export function* conversationsOf(trajectory: Pick<Trajectory, 'steps'>): Generator<Conversation> {
  let messages: Message[] = []
  let own: boolean[] = []
  let calls: ModelCall[] = []
  for (const call of callsOf(trajectory)) {
    const goesOn = call.sent !== null && call.sent.kept === messages.length
    if (!goesOn) {
      if (calls.length > 0) yield { messages, own, calls }
      const kept = call.sent === null ? [] : messages.slice(0, call.sent.kept)
      ;[messages, own, calls] = [kept, kept.map(() => false), []]
    }
    if (call.sent === null) continue
    for (const message of call.sent.added) {
      messages.push(message)
      own.push(false)
    }
    messages.push(replyMessage(call))
    own.push(true)
    calls.push(call)
  }
  if (calls.length > 0) yield { messages, own, calls }
}

/** Messages of a request as an increment to the conversation so far. */
export function toIncrement(
  before: readonly Message[],
  messages: readonly Message[],
): NonNullable<ModelCall['sent']> {
  let kept = 0
  while (kept < before.length && kept < messages.length && sameMessage(before[kept], messages[kept]))
    kept += 1
  return { kept, added: messages.slice(kept) }
}

/** Marks for a provider's cache, which move from call to call, make no other message. */
function sameMessage(a: Message | undefined, b: Message | undefined): boolean {
  if (a === b) return true
  if (a === undefined || b === undefined || a.role !== b.role || a.text !== b.text) return false
  return canonicalJson(plain(a)) === canonicalJson(plain(b))
}

function plain(message: Message): Message {
  if (message.role === 'system' || message.role === 'user') return { role: message.role, text: message.text }
  if (message.role === 'assistant' && message.toolCalls?.length === 0)
    return { role: 'assistant', text: message.text }
  return message
}
