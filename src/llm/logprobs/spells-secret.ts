import type { TokenLogprob, ToolCall } from '../../domain/index.ts'
import { redactJson, type Redactor } from '../redact.ts'

export interface SpelledReply {
  readonly text: string
  readonly toolCalls: readonly ToolCall[]
}

/**
 * Whether the tokens of a reply, put together, say what a redactor takes out. It reads no secret that lies in pieces, so
 * what they make is asked about: the reply's text, its calls, and the tokens in a row, which also hold what is in neither.
 */
export function spellsSecret(
  { text, toolCalls }: SpelledReply,
  { tokens, redact }: { readonly tokens: readonly TokenLogprob[]; readonly redact: Redactor },
): boolean {
  const inputs = toolCalls.map(({ input }) => input)
  return (
    redact(text) !== text ||
    JSON.stringify(redactJson(inputs, redact)) !== JSON.stringify(inputs) ||
    redact(textOf(tokens)) !== textOf(tokens)
  )
}

function textOf(tokens: readonly TokenLogprob[]): string {
  return Buffer.concat(
    tokens.map(({ token, bytes }) => (bytes ? Buffer.from(bytes) : Buffer.from(token ?? ''))),
  ).toString('utf8')
}
