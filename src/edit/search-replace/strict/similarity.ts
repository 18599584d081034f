/** 1 for equal texts, 0 for those with nothing in common: 1 less the edit distance in shares of the longer text. */
export function similarityOf(a: string, b: string): number {
  if (a === b) return 1
  const longest = Math.max(a.length, b.length)
  return longest > maxLength ? 0 : 1 - distance(a, b) / longest
}

/** Lines that are longer are like nothing but themselves: their distance takes too long. */
const maxLength = 2_000

/** A text with how often it has which letters, for comparing it with many others. */
export interface ProfiledText {
  readonly text: string
  readonly letters: Uint16Array
}

/** Letters share their places in so many counts; where two fall together, texts only seem more alike. */
const buckets = 64

export function toProfile(text: string): ProfiledText {
  const letters = new Uint16Array(buckets)
  for (let at = 0; at < Math.min(text.length, maxLength); at += 1) {
    const bucket = text.charCodeAt(at) % buckets
    letters[bucket] = (letters[bucket] ?? 0) + 1
  }
  return { text, letters }
}

/** Whether two texts are at least so similar. Most that are not are told by their length and letters alone. */
export function areSimilar(a: ProfiledText, b: ProfiledText, least: number): boolean {
  if (a.text === b.text) return true
  const longest = Math.max(a.text.length, b.text.length)
  // A little more, since 0.2 times 10 is not quite 2 here.
  const allowed = longest * (1 - least) + 1e-9
  if (longest > maxLength || Math.abs(a.text.length - b.text.length) > allowed) return false
  return lettersApart(a.letters, b.letters) <= allowed && distance(a.text, b.text) <= allowed
}

/** Letters of the one that the other lacks, the larger of both counts: never more than the edit distance. */
function lettersApart(a: Uint16Array, b: Uint16Array): number {
  let more = 0
  let less = 0
  for (let at = 0; at < buckets; at += 1) {
    const surplus = (a[at] ?? 0) - (b[at] ?? 0)
    if (surplus > 0) more += surplus
    else less -= surplus
  }
  return Math.max(more, less)
}

/** Levenshtein's distance, one row at a time. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 0; i < a.length; i += 1) {
    const next = [i + 1]
    for (let j = 0; j < b.length; j += 1) {
      const change = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1)
      next.push(Math.min(change, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
