/** Text as Python's str methods see it: whitespace and its splitting differ from JavaScript's. */

/** For character classes: what `str.isspace`, `str.split()` and `\s` take for whitespace. */
export const spaceClass =
  '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000'
const wideSpace = new RegExp(`^[${spaceClass}]$`)

/** True for the code units that Python takes for whitespace; false for NaN, that is, outside a text. */
export function isSpace(code: number): boolean {
  if (code <= 0x20) return code === 0x20 || (code >= 9 && code <= 13) || (code >= 0x1c && code <= 0x1f)
  if (code < 0x80) return false
  return code === 0x85 || code === 0xa0 || (code >= 0x1680 && wideSpace.test(String.fromCharCode(code)))
}

/** Index of the first code unit at or after `from` that is no whitespace; the text's length if none. */
export function skipSpace(text: string, from = 0): number {
  let at = from
  while (at < text.length && isSpace(text.charCodeAt(at))) at++
  return at
}

/** Index after the last code unit before `end` that is no whitespace, not below `from`. */
export function skipSpaceBack(text: string, end = text.length, from = 0): number {
  let at = end
  while (at > from && isSpace(text.charCodeAt(at - 1))) at--
  return at
}

export function lstrip(text: string): string {
  const start = skipSpace(text)
  return start === 0 ? text : text.slice(start)
}

export function rstrip(text: string): string {
  const end = skipSpaceBack(text)
  return end === text.length ? text : text.slice(0, end)
}

export function strip(text: string): string {
  if (isPlain(text.charCodeAt(0)) && isPlain(text.charCodeAt(text.length - 1))) return text
  const start = skipSpace(text)
  const end = skipSpaceBack(text, text.length, start)
  return start === 0 && end === text.length ? text : text.slice(start, end)
}

/** True for ASCII that is seen. */
function isPlain(code: number): boolean {
  return code > 0x20 && code < 0x7f
}

/** `str.split()`: the words between runs of whitespace; no more than `limit` of them are looked for. */
export function splitWords(text: string, limit = Number.POSITIVE_INFINITY): string[] {
  const words: string[] = []
  let start = skipSpace(text)
  while (start < text.length && words.length < limit) {
    const end = skipWord(text, start)
    words.push(text.slice(start, end))
    start = skipSpace(text, end)
  }
  return words
}

/** Index of the first whitespace at or after `from`; the text's length if none. */
export function skipWord(text: string, from: number): number {
  let at = from
  while (at < text.length && !isSpace(text.charCodeAt(at))) at++
  return at
}

/** `re.sub(r'\s+', ' ', text).strip()` */
export function collapse(text: string): string {
  return splitWords(text).join(' ')
}

/** What reading a file in text mode does: CRLF and lone CR become LF. */
export function translateNewlines(text: string): string {
  return text.includes('\r') ? text.replaceAll(/\r\n?/g, '\n') : text
}

/** Text before the first `mark`; all of it where there is none. */
export function before(text: string, mark: string): string {
  const at = text.indexOf(mark)
  return at < 0 ? text : text.slice(0, at)
}

/** Text before the last `mark`; all of it where there is none. */
export function beforeLast(text: string, mark: string): string {
  const at = text.lastIndexOf(mark)
  return at < 0 ? text : text.slice(0, at)
}

/** Text after the first `mark`; all of it where there is none. */
export function after(text: string, mark: string): string {
  const at = text.indexOf(mark)
  return at < 0 ? text : text.slice(at + mark.length)
}

/** Text after the last `mark`; all of it where there is none. */
export function afterLast(text: string, mark: string): string {
  const at = text.lastIndexOf(mark)
  return at < 0 ? text : text.slice(at + mark.length)
}

/** True where `text` is at least `count` characters (code points) long. */
export function hasLength(text: string, count: number): boolean {
  let units = 0
  for (let seen = 0; seen < count; seen++) {
    const code = text.codePointAt(units)
    if (code === undefined) return false
    units += code > 0xffff ? 2 : 1
  }
  return true
}

/** How many code units the digit (`\d`) before `end` takes; 0 where none stands there. */
export function digitBefore(text: string, end: number): 0 | 1 | 2 {
  const code = text.charCodeAt(end - 1)
  if (code >= 0x30 && code <= 0x39) return 1
  if (!(code >= 0x80)) return 0
  if (digit.test(text.slice(end - 1, end))) return 1
  return end > 1 && digit.test(text.slice(end - 2, end)) ? 2 : 0
}

const digit = /^\p{Nd}$/u
