import type { Message } from '../../../domain/index.ts'
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
  { headTokens, limitTokens }: CondenseOptions,
): Condensation {
  let { shortened, left } = before
  let tokens = headTokens
  for (const { tokens: size } of turns.slice(left, shortened)) tokens += size.short
  for (const { tokens: size } of turns.slice(shortened)) tokens += size.whole
  if (tokens <= limitTokens) return before
  const most = Math.max(0, turns.length - keptTurns)
  const shortenTo = (turn: number, target: number): void => {
    for (; tokens > target && shortened < turn; shortened += 1) {
      const size = turns[shortened]?.tokens
      if (size !== undefined) tokens -= size.whole - size.short
    }
  }
  shortenTo(most, limitTokens / 2)
  if (tokens > limitTokens)
    for (; tokens > limitTokens / 2 && left < most; left += 1) tokens -= turns[left]?.tokens.short ?? 0
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
