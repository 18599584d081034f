import type { ChatMessage } from './chat-message.ts'

/** Counts tokens of a text. Its name stands beside every number that comes from it. */
export interface Tokenizer {
  readonly name: string
  readonly count: (text: string) => number
}

/** An estimate that needs no vocabulary: code comes at about 3.5 characters a token. */
export const estimatedTokens: Tokenizer = {
  name: 'estimate-3.5-characters',
  count: (text) => Math.ceil(text.length / 3.5),
}

/** Of a row's messages, with four for each that templates put around it. */
export function countTokens(messages: readonly ChatMessage[], tokenizer: Tokenizer): number {
  return messages.reduce((sum, { content, toolCalls = [] }) => {
    const calls = toolCalls.map(({ name, input }) => name + JSON.stringify(input)).join('')
    return sum + 4 + tokenizer.count(content + calls)
  }, 0)
}
