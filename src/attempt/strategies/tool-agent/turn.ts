import type { Message, ToolCall } from '../../../domain/index.ts'
import { tokensOfLength } from '../../context/token-estimate.ts'
import type { CallStyle } from './call-style.ts'
import { renderCall } from './calls-as-text.ts'
import { prompt } from './prompts.ts'

/** One reply of the model and what it was answered. */
export interface Turn {
  readonly reply: string
  /** How its calls were written. */
  readonly style: CallStyle
  /** The first is the one that was answered; none for a reply without. */
  readonly calls: readonly ToolCall[]
  /** Of the first call; what is said to a reply without. */
  readonly answer: string
  /** Estimate of all of it, and of it without the answer. */
  readonly tokens: { readonly whole: number; readonly short: number }
}

export function createTurn(parts: Omit<Turn, 'tokens'>): Turn {
  const { reply, calls, answer } = parts
  const characters = reply.length + (calls.length === 0 ? 0 : JSON.stringify(calls).length)
  const whole = tokensOfLength(characters + answer.length)
  return { ...parts, tokens: { whole, short: calls.length === 0 ? whole : tokensOfLength(characters + 40) } }
}

/** A turn as messages, whichever way its calls were written. `short` leaves the answer out. */
export function renderTurn(
  turn: Turn,
  { style, short }: { readonly style: CallStyle; readonly short: boolean },
): readonly Message[] {
  const answer =
    short && turn.calls.length > 0 ? `[left out here: ${turn.answer.length} characters]` : turn.answer
  const [call, ...others] = turn.calls
  if (call === undefined)
    return [
      // A provider may refuse a reply that says nothing.
      { role: 'assistant', text: turn.reply.trim() === '' ? '(nothing)' : turn.reply },
      { role: 'user', text: answer },
    ]
  if (style === 'text') {
    const written = turn.style === 'text' ? turn.reply : `${turn.reply}\n\n${renderCall(call)}`.trimStart()
    const text =
      others.length === 0 ? answer : `${answer}\n\n${others.length} more: ${prompt('one-at-a-time')}`
    return [
      { role: 'assistant', text: written },
      { role: 'user', text },
    ]
  }
  return [
    { role: 'assistant', text: turn.reply, toolCalls: turn.calls.map(withObject) },
    answerTo(call, answer),
    ...others.map((other) => answerTo(other, prompt('one-at-a-time'))),
  ]
}

function answerTo({ id, name }: ToolCall, text: string): Message {
  return { role: 'tool', toolCallId: id, toolName: name, text }
}

/** Providers take no input back that is not an object, even where their model sent one. */
function withObject(call: ToolCall): ToolCall {
  const isObject = typeof call.input === 'object' && call.input !== null && !Array.isArray(call.input)
  return isObject ? call : { ...call, input: {} }
}
