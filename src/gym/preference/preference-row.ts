import type { ChatMessage } from '../rows/chat-message.ts'
import { plainMessage } from '../targets/plain-message.ts'

/** Two ways to go on from one beginning, the first of them better. */
export interface PreferenceRow {
  readonly prompt: readonly ChatMessage[]
  readonly chosen: readonly ChatMessage[]
  readonly rejected: readonly ChatMessage[]
}

/** A row of two conversations; null where they do not begin the same, or are the same. */
export function preferenceRow(
  chosen: readonly ChatMessage[],
  rejected: readonly ChatMessage[],
): PreferenceRow | null {
  const begins = (messages: readonly ChatMessage[]): number => messages.findIndex(({ train }) => train)
  const length = begins(chosen)
  const same = (at: number): boolean =>
    chosen[at]?.role === rejected[at]?.role && chosen[at]?.content === rejected[at]?.content
  const prompt = chosen.slice(0, Math.max(0, length))
  if (length < 1 || begins(rejected) !== length || !prompt.every((_, at) => same(at))) return null
  const isCopy = chosen.length === rejected.length && chosen.every((_, at) => same(at))
  return isCopy ? null : { prompt, chosen: chosen.slice(length), rejected: rejected.slice(length) }
}

export interface PreferenceTarget {
  readonly name: string
  readonly toRow: (row: PreferenceRow) => object
}

/** TRL's conversational form with the prompt apart, and SWE-smith's with two whole conversations. */
export const preferenceTargets: readonly PreferenceTarget[] = [
  {
    name: 'trl',
    toRow: ({ prompt, chosen, rejected }) => ({
      prompt: prompt.map(plainMessage),
      chosen: chosen.map(plainMessage),
      rejected: rejected.map(plainMessage),
    }),
  },
  {
    name: 'swe-smith',
    toRow: ({ prompt, chosen, rejected }) => ({
      chosen_conversations: [...prompt, ...chosen].map(plainMessage),
      rejected_conversations: [...prompt, ...rejected].map(plainMessage),
    }),
  },
]
