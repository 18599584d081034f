import type { ChatMessage } from './chat-message.ts'
import { countTokens, type Tokenizer } from './count-tokens.ts'

/** Whole messages from the front, fewer than `limit` tokens of them, up to the last that is trained on; may be none. */
export function truncate(
  messages: readonly ChatMessage[],
  { limit, tokenizer }: { readonly limit: number; readonly tokenizer: Tokenizer },
): readonly ChatMessage[] {
  let tokens = 0
  let end = 0
  for (const [at, message] of messages.entries()) {
    tokens += countTokens([message], tokenizer)
    if (tokens >= limit) break
    if (message.train) end = at + 1
  }
  return messages.slice(0, end)
}
