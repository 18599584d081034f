export interface TokenLogprob {
  readonly token: string
  readonly logprob: number
}

/**
 * What the likeliest next tokens say of each text: the log-probability of the longest token that begins it and none of
 * the other texts; null where there is none. `Y` stands for YES beside NO where YES itself is no token.
 */
export function logprobsByToken(
  texts: readonly string[],
  tokens: readonly TokenLogprob[],
): readonly (number | null)[] {
  return texts.map((text) => {
    const own = tokens.filter(
      ({ token }) => token !== '' && texts.every((other) => other.startsWith(token) === (other === text)),
    )
    const [longest] = own.toSorted((a, b) => b.token.length - a.token.length || b.logprob - a.logprob)
    return longest?.logprob ?? null
  })
}
