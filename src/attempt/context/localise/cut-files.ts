export interface CutOptions {
  readonly maxTokens: number
  /** What to do at the first file that does not fit: end there, or pass it over and go on. */
  readonly mode: 'stop' | 'skip'
}

export interface FileCut<F> {
  readonly files: readonly F[]
  /** What did not fit, in order. */
  readonly left: readonly F[]
}

/** Whole files, best first, within a budget of tokens. */
export function cutFiles<F extends { readonly tokens: number }>(
  ranked: readonly F[],
  { maxTokens, mode }: CutOptions,
): FileCut<F> {
  const files: F[] = []
  const left: F[] = []
  let tokens = 0
  for (const file of ranked) {
    const ended = mode === 'stop' && left.length > 0
    if (!ended && tokens + file.tokens <= maxTokens) {
      tokens += file.tokens
      files.push(file)
    } else left.push(file)
  }
  return { files, left }
}
