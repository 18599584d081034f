/**
 * Words of code and prose for lexical search: identifiers whole and split at underscores, digits and humps, lower case,
 * endings of English inflection cut, so that `getAuthToken`, `auth_token` and "tokens" meet.
 */
export function termsOf(token: string): readonly string[] {
  const parts = token
    .replaceAll(hump, ' ')
    .split(separator)
    .filter((part) => part.length > 1 && part.length <= maxTermLength)
    .map((part) => stem(part.toLowerCase()))
  const whole = token.toLowerCase().replaceAll(/^_+|_+$/g, '')
  if (parts.length <= 1 || whole.length > maxTermLength) return parts
  return [whole, ...parts]
}

const maxTermLength = 64
const hump = /(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu
const separator = /[_\s]+|(?<=\p{L})(?=\p{N})/u

/** Cuts plural, past and progressive endings: crude, but the same on both sides of a search. */
function stem(word: string): string {
  if (word.length < 5) return word.length === 4 && /[^s]s$/.test(word) ? word.slice(0, -1) : word
  const cut = word
    .replace(/ies$/, 'y')
    .replace(/(?<=ss|sh|ch|x|z)es$/, '')
    .replace(/(?<=[^su])s$/, '')
  if (cut.length < 6) return cut
  return cut.replace(/(?:ing|ed)$/, '').replace(/([^aeiouls])\1$/, '$1')
}
