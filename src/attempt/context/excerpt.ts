import type { Span } from './spans/span.ts'
import { estimateTokens } from './token-estimate.ts'

export interface ExcerptRequest {
  readonly lines: readonly string[]
  readonly spans: readonly Span[]
  /** What was said so far, the latest last: names and words in it tell what is wanted. */
  readonly said: readonly string[]
  readonly maxTokens: number
}

export interface Excerpt {
  readonly text: string
  /** The spans that were named and are in it, the last named first. */
  readonly named: readonly string[]
}

/** Begins a line that stands for lines left out. */
const leftOutMark = '⋮'

/**
 * What of a file fits: the spans that were last named, then the first line of every span, then those that have most of
 * the rarer words of what was said.
 */
export function makeExcerpt({ lines, spans, said, maxTokens }: ExcerptRequest): Excerpt {
  const room = { left: maxTokens }
  const shown = new Set<number>()
  const show = (span: Span): boolean => {
    if (span.tokens + markTokens > room.left) return false
    room.left -= span.tokens + markTokens
    for (let line = span.start; line <= span.end; line += 1) shown.add(line)
    return true
  }
  const wanted = namedSpans(spans, said)
  const named = wanted.filter(show).map(({ id }) => id)
  const leastLeft = room.left * (1 - headsShare)
  for (const span of spans) {
    const line = headOf(span, lines)
    const tokens = estimateTokens(lines[line - 1] ?? '') + markTokens
    if (shown.has(line) || room.left - tokens < leastLeft) continue
    room.left -= tokens
    shown.add(line)
  }
  for (const span of byWords(spans, { lines, said })) if (!wanted.includes(span)) show(span)
  return { text: render(lines, shown), named }
}

/** What of the room first lines may take that nobody asked for. */
const headsShare = 0.5

/** Of the line that says what is left out before a span. */
const markTokens = 5

/** Spans whose names were said, those of the latest text first. */
function namedSpans(spans: readonly Span[], said: readonly string[]): readonly Span[] {
  const named = said.toReversed().flatMap((text) => {
    const words = wordsOf(text)
    return spans.filter(({ id }) => !/(?:^|\.)block-\d+$/.test(id) && words.has(nameOf(id)))
  })
  return [...new Set(named)]
}

/** `area` of `Box.area-2`. */
function nameOf(id: string): string {
  return id.slice(id.lastIndexOf('.') + 1).replace(/-\d+$/, '')
}

function byWords(
  spans: readonly Span[],
  { lines, said }: Pick<ExcerptRequest, 'lines' | 'said'>,
): readonly Span[] {
  const wanted = wordsOf(said.join('\n'))
  const held = spans.map(({ start, end }) => {
    const words = wordsOf(lines.slice(start - 1, end).join('\n'))
    return [...words].filter((word) => wanted.has(word))
  })
  const counts = new Map<string, number>()
  for (const word of held.flat()) counts.set(word, (counts.get(word) ?? 0) + 1)
  const scores = held.map((words) =>
    words.reduce((sum, word) => sum + Math.log(1 + spans.length / (counts.get(word) ?? 1)), 0),
  )
  return spans
    .map((span, at) => ({ span, score: scores[at] ?? 0 }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .map(({ span }) => span)
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.match(/[\p{L}_$][\p{L}\p{N}_$]{2,}/gu))
}

/** The first line of a span that is no comment and no decorator. */
function headOf({ start, end }: Span, lines: readonly string[]): number {
  for (let line = start; line <= end; line += 1)
    if (!/^\s*(?:[#@*]|\/[/*]|--|$)/.test(lines[line - 1] ?? '')) return line
  return start
}

/** Lines that say nothing, alone between two shown ones, are shown as well. */
function render(lines: readonly string[], shown: ReadonlySet<number>): string {
  const out: string[] = []
  let gap: string[] = []
  const closeGap = (): void => {
    if (gap.every((line) => /^[\s)}\];,]*$/.test(line))) out.push(...gap)
    else out.push(`${leftOutMark} ${gap.length === 1 ? '1 line' : `${gap.length} lines`}`)
    gap = []
  }
  for (const [at, line] of lines.entries()) {
    if (!shown.has(at + 1)) {
      gap.push(line)
      continue
    }
    closeGap()
    out.push(line)
  }
  closeGap()
  return out.map((line) => `${line}\n`).join('')
}
