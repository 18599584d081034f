import {
  callsOf,
  conversationsOf,
  type Conversation,
  type ModelCall,
  type Trajectory,
} from '../../domain/index.ts'
import { countTokens, type Tokenizer } from '../rows/count-tokens.ts'
import { encodeNative } from '../rows/encode-native.ts'
import { encodeText, type Encoded } from '../rows/encode-text.ts'
import { refusedCalls } from '../rows/refused-calls.ts'
import { splitCalls } from '../rows/split-calls.ts'
import { toChat } from '../rows/to-chat.ts'
import { truncate } from '../rows/truncate.ts'
import type { CallEncoding, SftRow } from '../targets/sft-target.ts'

export interface SftRowOptions {
  readonly encoding: CallEncoding
  /**
   * `conversation`: a row for each, its own calls trained on. `call`: a row for each call whose reply could be used, with
   * all before it.
   */
  readonly unit: 'conversation' | 'call'
  readonly tokenizer: Tokenizer
  /** Cuts rows to fewer tokens than this, at the end of a message that is trained on; null to cut none. */
  readonly truncateBelow: number | null
}

/** Why a trajectory makes no rows: one of its conversations cannot be written, or nobody knows what was asked. */
export type NoRows = Extract<Encoded, { ok: false }>['reason'] | 'no-messages' | 'no-calls' | 'too-long'

export interface SftRows {
  readonly rows: readonly SftRow[]
  readonly reason: NoRows | null
}

/** The training rows of one trajectory: all of them, or none and why. */
export function sftRows(trajectory: Trajectory, options: SftRowOptions): SftRows {
  const calls = callsOf(trajectory)
  if (calls.length === 0) return none('no-calls')
  if (calls.some(({ sent }) => sent === null)) return none('no-messages')
  const rows: SftRow[] = []
  const refused = refusedCalls(trajectory)
  if (options.unit === 'call' && refused.size === calls.length) return none('no-calls')
  for (const conversation of conversationsOf(trajectory))
    for (const part of options.unit === 'call' ? byCall(conversation, refused) : [conversation]) {
      const chat = splitCalls(toChat(part))
      const { tools } = trajectory.head
      const encoded = options.encoding === 'text' ? encodeText(chat, tools) : encodeNative(chat)
      if (!encoded.ok) return none(encoded.reason)
      const { truncateBelow: limit, tokenizer } = options
      const messages = limit === null ? encoded.messages : truncate(encoded.messages, { limit, tokenizer })
      // A call among several that nothing answered can have been all that there was to train on.
      if (!messages.some(({ train }) => train)) continue
      const tokens = countTokens(messages, tokenizer)
      rows.push({ messages, tools: options.encoding === 'text' ? [] : tools, tokens })
    }
  return rows.length === 0 ? none('too-long') : { rows, reason: null }
}

function none(reason: NoRows): SftRows {
  return { rows: [], reason }
}

function* byCall(
  { messages, own, calls }: Conversation,
  refused: ReadonlySet<ModelCall>,
): Generator<Conversation> {
  const places = own.flatMap((isOwn, at) => (isOwn ? [at] : []))
  for (const [nth, at] of places.entries()) {
    const call = calls[nth]
    if (call === undefined || refused.has(call)) continue
    yield {
      messages: messages.slice(0, at + 1),
      own: own.slice(0, at + 1).map((_, place) => place === at),
      calls: [call],
    }
  }
}
