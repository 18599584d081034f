import { createForwardSearch } from './forward-search.ts'
import { isSpace } from './python-text.ts'

/** What tells lines that are worth reading from others, at the price of a search through the whole log. */
export interface LineMarks {
  /** What such a line begins with, whitespace aside: one of these characters. */
  readonly begins?: string
  /** What else it may be known by: one of these texts anywhere in it. */
  readonly holds?: readonly string[]
}

/** The lines of a text one after the other, as `split('\n')` has them: an array of all costs more than reading them. */
export function* linesOf(text: string): Generator<string> {
  let start = 0
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
    yield text.slice(start, end)
    start = end + 1
  }
  yield text.slice(start)
}

/**
 * The lines that have one of the marks. Where lines are known by what they hold alone, all that lies between two such
 * lines is passed over at once.
 */
export function linesWith(text: string, { begins = '', holds = [] }: LineMarks): Generator<string> {
  const next = firstOf(text, holds)
  return begins === '' ? linesThatHold(text, next) : linesThatBegin(text, toCodes(begins), next)
}

function* linesThatHold(text: string, next: (from: number) => number): Generator<string> {
  let start = 0
  for (let mark = next(start); mark < text.length; mark = next(start)) {
    let end = endOfLine(text, start)
    if (end < mark) {
      start = text.lastIndexOf('\n', mark) + 1
      end = endOfLine(text, mark)
    }
    yield text.slice(start, end)
    start = end + 1
  }
}

function* linesThatBegin(
  text: string,
  begins: ReadonlySet<number>,
  next: (from: number) => number,
): Generator<string> {
  for (let start = 0; start < text.length;) {
    const end = endOfLine(text, start)
    let first = start
    while (first < end && isSpace(text.charCodeAt(first))) first++
    if (first < end && (begins.has(text.charCodeAt(first)) || next(start) < end)) yield text.slice(start, end)
    start = end + 1
  }
}

/** Where the first of some texts stands at or after a place that grows; infinite if none does. */
function firstOf(text: string, needles: readonly string[]): (from: number) => number {
  const searches = needles.map((needle) => createForwardSearch(text, needle))
  let found = -1
  return (from) => {
    if (found >= from) return found
    found = Number.POSITIVE_INFINITY
    for (const search of searches) {
      const at = search(from)
      if (at >= 0 && at < found) found = at
    }
    return found
  }
}

function endOfLine(text: string, from: number): number {
  const newline = text.indexOf('\n', from)
  return newline < 0 ? text.length : newline
}

function toCodes(characters: string): ReadonlySet<number> {
  return new Set(Array.from(characters, (character) => character.charCodeAt(0)))
}
