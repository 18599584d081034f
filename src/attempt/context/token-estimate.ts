/**
 * Tokens of a text, estimated: no tokenizer fits every model, and all that hangs on it is how much context to show.
 * Code comes at about 3.5 characters a token; counting more rather than less keeps budgets.
 */
export function estimateTokens(text: string): number {
  return tokensOfLength(text.length)
}

/** The same for a text of so many characters. */
export function tokensOfLength(characters: number): number {
  return Math.ceil(characters / 3.5)
}
