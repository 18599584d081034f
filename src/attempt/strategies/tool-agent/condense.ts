import type { Message } from '../../../domain/index.ts'
import { tokensOfLength } from '../../context/token-estimate.ts'
import type { CallStyle } from './call-style.ts'
import { renderTurn, type Turn } from './turn.ts'

/** How much of the conversation the model is not shown: answers of the oldest turns, and the oldest of all whole. */
export interface Condensation {
  readonly shortened: number
  readonly left: number
}

export const nothingCondensed: Condensation = { shortened: 0, left: 0 }

/** Turns at the end that are shown whole as long as anything else can go; the last one always is. */
const keptTurns = 4

export interface CondenseOptions {
  readonly style: CallStyle
  /** Of what always stands before the turns. */
  readonly headTokens: number
  readonly limitTokens: number
}

/**
 * Shortens further when what is shown passes the limit, and then to half of it at once: what is shown stays the same
 * beginning for a while, which providers keep. Never shows again what it left out.
 */
export function condense(
  turns: readonly Turn[],
  before: Condensation,
  { style, headTokens, limitTokens }: CondenseOptions,
): Condensation {
  const sizeOf = (at: number, short: boolean): number => {
    const turn = turns[at]
    return turn === undefined ? 0 : tokensOf(renderTurn(turn, { style, short }))
  }
  let { shortened, left } = before
  let tokens = headTokens + tokensOf(renderTurns(turns, before, style))
  if (tokens <= limitTokens) return before
  const most = Math.max(0, turns.length - keptTurns)
  const shortenTo = (turn: number, target: number): void => {
    for (; tokens > target && shortened < turn; shortened += 1)
      tokens -= sizeOf(shortened, false) - sizeOf(shortened, true)
  }
  shortenTo(most, limitTokens / 2)
  for (; tokens > limitTokens && left < most; left += 1) tokens -= sizeOf(left, true)
  shortenTo(turns.length - 1, limitTokens)
  return { shortened, left }
}

/** The messages of what is shown of the turns. */
export function renderTurns(
  turns: readonly Turn[],
  { shortened, left }: Condensation,
  style: CallStyle,
): readonly Message[] {
  return turns.slice(left).flatMap((turn, at) => renderTurn(turn, { style, short: left + at < shortened }))
}

export function tokensOf(messages: readonly Message[]): number {
  return tokensOfLength(messages.reduce((sum, message) => sum + lengthOf(message), 0))
}

function lengthOf(message: Message): number {
  const calls = message.role === 'assistant' ? (message.toolCalls ?? []) : []
  return message.text.length + (calls.length === 0 ? 0 : JSON.stringify(calls).length)
}
