/**
 * Words of code and prose for lexical search: identifiers whole and split at underscores, digits and humps, lower case,
 * endings of English inflection cut, so that `getAuthToken`, `auth_token` and "tokens" meet.
 */
export function termsOf(token: string): readonly string[] {
  const parts = (isPlain(token) ? splitPlain(token) : splitAny(token))
    .filter((part) => part.length > 1 && part.length <= maxTermLength)
    .map((part) => stem(part.toLowerCase()))
  const whole = token.toLowerCase().replaceAll(/^_+|_+$/g, '')
  if (parts.length <= 1 || whole.length > maxTermLength) return parts
  return [whole, ...parts]
}

/** At underscores and blanks, before a capital that ends a run of small letters or begins one, between letter and digit. */
export function splitAny(token: string): readonly string[] {
  return token.replaceAll(hump, ' ').split(separator)
}

/** The same for letters, digits and underscores of ASCII, which nearly all tokens are, at a fraction of the time. */
export function splitPlain(token: string): readonly string[] {
  const parts: string[] = []
  let start = 0
  for (let at = 0; at < token.length; at++) {
    const kind = kindAt(token, at)
    if (kind === under) {
      parts.push(token.slice(start, at))
      start = at + 1
    } else if (at > start && isSeam(kindAt(token, at - 1), kind, kindAt(token, at + 1))) {
      parts.push(token.slice(start, at))
      start = at
    }
  }
  parts.push(token.slice(start))
  return parts
}

const under = 0
const small = 1
const capital = 2
const digit = 3

function kindAt(token: string, at: number): number {
  const code = token.charCodeAt(at)
  if (code >= 97 && code <= 122) return small
  if (code >= 65 && code <= 90) return capital
  return code >= 48 && code <= 57 ? digit : under
}

function isSeam(before: number, here: number, after: number): boolean {
  if (here === capital) return before === small || before === digit || (before === capital && after === small)
  return here === digit && (before === small || before === capital)
}

function isPlain(token: string): boolean {
  for (let at = 0; at < token.length; at++) {
    const code = token.charCodeAt(at)
    if (code !== 95 && kindAt(token, at) === under) return false
  }
  return true
}

/** Terms of a token, as `termsOf` has them. */
export type TermSplitter = (token: string) => readonly string[]

/** Remembers how tokens split, up to a size that no usual project passes. */
export function createTermSplitter(): TermSplitter {
  const known = new Map<string, readonly string[]>()
  return (token) => {
    const before = known.get(token)
    if (before) return before
    const terms = termsOf(token)
    if (known.size >= maxRemembered) known.clear()
    known.set(token, terms)
    return terms
  }
}

const maxRemembered = 500_000
const maxTermLength = 64
const hump = /(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu
const separator = /[_\s]+|(?<=\p{L})(?=\p{N})/u

/** Cuts plural, past and progressive endings: crude, but the same on both sides of a search. */
function stem(word: string): string {
  const { length } = word
  if (length < 5) return length === 4 && word.endsWith('s') && word[2] !== 's' ? word.slice(0, -1) : word
  const cut = word.endsWith('s') ? withoutPlural(word) : word
  const bare = cut.length < 6 ? cut : withoutTense(cut)
  // `parse`, `parsing` and `parsed` meet without their last letter.
  return bare.length >= 5 && bare.endsWith('e') ? bare.slice(0, -1) : bare
}

function withoutTense(word: string): string {
  const bare = word.endsWith('ing') ? word.slice(0, -3) : word.endsWith('ed') ? word.slice(0, -2) : word
  const last = bare.at(-1) ?? ''
  return bare !== word && last === bare.at(-2) && !'aeiouls'.includes(last) ? bare.slice(0, -1) : bare
}

function withoutPlural(word: string): string {
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`
  if (/(?:ss|sh|ch|x|z)es$/.test(word)) return word.slice(0, -2)
  return word.endsWith('ss') || word.endsWith('us') ? word : word.slice(0, -1)
}
