import { isWord, pythonPattern } from '../python-pattern.ts'

const tagPattern = pythonPattern('<(/?)(\\w+)>', { flags: 'g' })

/** Where a tag's openings and closings stand in the source; each is passed once, from left to right. */
interface TagPlaces {
  readonly opens: number[]
  readonly closes: number[]
  nextOpen: number
  nextClose: number
}

/** What the kept text ends in, where that may still become a tag: `<`, then perhaps `/`, then a part of a name. */
type Unfinished = { readonly closing: boolean; readonly name: string } | null

/** A piece of the kept text; a new one begins at each `<`. */
interface Piece {
  text: string
  /** How the text before it ends. */
  readonly before: Unfinished
  /** Name of the tag that the piece stands for, where that is an opening: nothing closes it. */
  readonly tag: string | null
  /** How many openings it stands for; they come before its text. */
  readonly count: number
}

interface Kept {
  readonly pieces: Piece[]
  /** Indices of the pieces with each tag, ascending. */
  readonly unclosed: Map<string, number[]>
  end: Unfinished
}

/**
 * Takes out `<x>...</x>` as often as there is one, the leftmost first, each from its opening to the next closing;
 * openings inside stay as openings. Tags that come about where something was taken out count too.
 *
 * Linear where upstream starts over after each removal: nothing kept so far has an opening that is closed later, so
 * only the text to the right and the seam need looking at.
 */
export function dropElements(source: string): string {
  if (!source.includes('</')) return source
  const places = findTags(source)
  const kept: Kept = {
    pieces: [{ text: '', before: null, tag: null, count: 0 }],
    unclosed: new Map<string, number[]>(),
    end: null,
  }
  let at = 0
  while (at < source.length) {
    if (source.charCodeAt(at) === 0x3c) {
      kept.pieces.push({ text: '<', before: kept.end, tag: null, count: 0 })
      kept.end = { closing: false, name: '' }
      at++
    }
    const next = source.indexOf('<', at)
    const text = source.slice(at, next < 0 ? source.length : next)
    const tag = finishTag(kept, text)
    at += tag?.length ?? text.length
    if (tag && !tag.closing) at = takeElement(kept, tag.name, { places: places.get(tag.name), at })
    else if (tag) takeKept(kept, tag.name)
  }
  return kept.pieces.map(({ tag, count, text }) => `<${tag}>`.repeat(count) + text).join('')
}

function findTags(source: string): Map<string, TagPlaces> {
  const places = new Map<string, TagPlaces>()
  for (const match of source.matchAll(tagPattern)) {
    const name = match[2] ?? ''
    const tag = places.get(name) ?? { opens: [], closes: [], nextOpen: 0, nextClose: 0 }
    ;(match[1] === '/' ? tag.closes : tag.opens).push(match.index)
    places.set(name, tag)
  }
  return places
}

/**
 * Adds text without a `<` to what is kept. Where that finishes a tag, no more than the tag is added, and the tag and
 * how much of the text belonged to it are returned.
 */
function finishTag(kept: Kept, text: string) {
  const { end } = kept
  const piece = kept.pieces.at(-1)
  const slash = text.startsWith('/') ? 1 : 0
  const length = end ? wordEnd(text, slash) : 0
  const misplaced = slash === 1 && (end?.closing === true || end?.name !== '')
  if (!piece) return null
  if (end && !misplaced) {
    const unfinished = { closing: end.closing || slash === 1, name: end.name + text.slice(slash, length) }
    if (length === text.length) kept.end = unfinished
    else kept.end = null
    if (text[length] === '>' && unfinished.name !== '') {
      piece.text += text.slice(0, length + 1)
      return { ...unfinished, length: length + 1 }
    }
  } else kept.end = null
  piece.text += text
  return null
}

/**
 * The last piece has just become an opening. Takes it out with all up to its closing, and so on with the openings
 * that lay inside; what no closing is left for stays as openings. Returns where the source goes on.
 */
function takeElement(
  kept: Kept,
  name: string,
  { places, at }: { readonly places: TagPlaces | undefined; readonly at: number },
): number {
  let open = 1
  let end = at
  while (places && open > 0) {
    while ((places.closes[places.nextClose] ?? end) < end) places.nextClose++
    while ((places.opens[places.nextOpen] ?? end) < end) places.nextOpen++
    const close = places.closes[places.nextClose]
    if (close === undefined) break
    for (; (places.opens[places.nextOpen] ?? close) < close; places.nextOpen++) open++
    open--
    end = close + name.length + '</>'.length
  }
  const piece = kept.pieces.pop()
  kept.end = piece?.before ?? null
  keepOpenings(kept, name, open)
  return end
}

/** The last piece has just become a closing, by a seam: takes all out from the first opening that waited for it. */
function takeKept(kept: Kept, name: string): void {
  const [first] = kept.unclosed.get(name) ?? []
  if (first === undefined) return
  let open = 0
  while (kept.pieces.length > first) {
    const piece = kept.pieces.pop()
    if (piece?.tag != null) kept.unclosed.get(piece.tag)?.pop()
    if (piece?.tag === name) open += piece.count
    kept.end = piece?.before ?? null
  }
  keepOpenings(kept, name, open - 1)
}

function keepOpenings(kept: Kept, name: string, count: number): void {
  if (count === 0) return
  const waiting = kept.unclosed.get(name) ?? []
  waiting.push(kept.pieces.length)
  kept.unclosed.set(name, waiting)
  kept.pieces.push({ text: '', before: kept.end, tag: name, count })
  kept.end = null
}

/** Index of the first character at or after `from` that is no letter, digit or underscore. */
function wordEnd(text: string, from: number): number {
  let at = from
  for (;;) {
    const code = text.charCodeAt(at)
    if (isAsciiWord(code)) at++
    else if (code >= 0x80 && isWord(text.slice(at, at + 2)))
      at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1
    else return at
  }
}

function isAsciiWord(code: number): boolean {
  const lower = code | 0x20
  return (lower >= 0x61 && lower <= 0x7a) || (code >= 0x30 && code <= 0x39) || code === 0x5f
}
