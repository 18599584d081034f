import { mentionedNames, wordsOf } from './mentioned-names.ts'
import type { Span } from './spans/span.ts'
import { estimateTokens } from './token-estimate.ts'

export interface PartsRequest {
  readonly path: string
  readonly lines: readonly string[]
  readonly spans: readonly Span[]
  /** What was said so far, the latest last: names and words in it tell what is wanted. */
  readonly said: readonly string[]
  readonly maxTokens: number
}

export interface FileParts {
  readonly text: string
  /** Functions that were last named and are shown to their last line. */
  readonly shown: readonly string[]
  /** Those for which there was no room. */
  readonly missing: readonly string[]
}

/**
 * What of a file fits: the functions that were named, the latest first, and those of classes that were; then the heads of
 * all functions and classes; then the parts that have most of the rarer words of what was said.
 */
export function pickParts(request: PartsRequest): FileParts {
  const { path, lines, spans, said, maxTokens } = request
  const sheet = createSheet(lines, maxTokens)
  const names = said.map((text) => mentionedNames(text, path))
  const wanted = [...new Set(names.toReversed().flatMap((each) => namedSpans(spans, each)))]
  const fitting = new Set(wanted.filter((span) => sheet.show(span)))
  sheet.within(headsShare, () => {
    for (const span of spans) if (!isRest(span)) sheet.show(headOf(span, lines))
  })
  sheet.within(wanted.length === 0 ? 1 : wordsShare, () => {
    for (const span of byWords(spans, { lines, said })) sheet.show(span)
  })
  const latest = namedFunctions(spans, names.at(-1) ?? new Set())
  return {
    text: sheet.render(),
    shown: idsOf(latest.filter((span) => fitting.has(span))),
    missing: idsOf(latest.filter((span) => !fitting.has(span))),
  }
}

/** What of the room behind named parts is for heads. */
const headsShare = 0.5
/** What of the room behind heads is for parts that nobody named, where somebody named some. */
const wordsShare = 0.5

/** Lines counted from 1; both included. */
interface Lines {
  readonly start: number
  readonly end: number
}

interface Sheet {
  /** False where it does not fit. */
  show(part: Lines): boolean
  /** Does work for which there is only so much of the room that is left. */
  within(share: number, work: () => void): void
  render(): string
}

function createSheet(lines: readonly string[], maxTokens: number): Sheet {
  const shown = new Set<number>()
  let left = maxTokens - estimateTokens(firstLine)
  return {
    show: ({ start, end }) => {
      const added = Array.from({ length: end - start + 1 }, (_, at) => start + at).filter(
        (line) => !shown.has(line),
      )
      const tokens = added.length === 0 ? 0 : markTokens + estimateTokens(textOf(lines, added))
      if (tokens > left) return false
      left -= tokens
      for (const line of added) shown.add(line)
      return true
    },
    within: (share, work) => {
      const kept = left * (1 - share)
      left -= kept
      work()
      left += kept
    },
    render: () => render(lines, shown),
  }
}

/** Of the line that says what is left out before a part. */
const markTokens = 7

function textOf(lines: readonly string[], numbers: readonly number[]): string {
  return numbers.map((line) => `${lines[line - 1] ?? ''}\n`).join('')
}

/** What stands between functions and classes, or behind the first part of one. */
function isRest({ id }: Span): boolean {
  return id === 'imports' || /(?:^|\.)block-\d+$/.test(id)
}

/** `Box.area` of `Box.area-2` and of a further part of it, `Box.area.block-20`. */
function nameOf({ id }: Span): string {
  return id.replace(/(?:^|\.)block-\d+$/, '').replace(/-\d+$/, '')
}

function namedSpans(spans: readonly Span[], names: ReadonlySet<string>): readonly Span[] {
  const functions = namedFunctions(spans, names)
  const within = spans.filter((span) =>
    nameOf(span)
      .split('.')
      .some((_, at, parts) => names.has(parts.slice(0, at + 1).join('.'))),
  )
  return [...functions, ...within]
}

/** Spans whose name was said, whole or from one of its parts on: `area` and `Box.area` say `Box.area`. */
function namedFunctions(spans: readonly Span[], names: ReadonlySet<string>): readonly Span[] {
  return spans.filter((span) => {
    const parts = nameOf(span).split('.')
    return parts.some((_, at) => names.has(parts.slice(at).join('.')))
  })
}

function idsOf(spans: readonly Span[]): readonly string[] {
  return [...new Set(spans.map(nameOf))]
}

function byWords(
  spans: readonly Span[],
  { lines, said }: Pick<PartsRequest, 'lines' | 'said'>,
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

/** Decorators and the line that defines, to the end of its parameters. */
function headOf({ start, end }: Span, lines: readonly string[]): Lines {
  const is = (line: number, pattern: RegExp): boolean => pattern.test(lines[line - 1] ?? '')
  let first = start
  while (first < end && is(first, /^\s*(?:#|\*|\/[/*]|--|$)/)) first += 1
  let last = first
  while (last < end && is(last, /^\s*@/)) last += 1
  for (let open = 0, line = last; line <= Math.min(end, last + mostOfHead); line += 1) {
    open += depthOf(lines[line - 1] ?? '')
    if (open <= 0) return { start: first, end: line }
  }
  return { start: first, end: last }
}

/** Lines of parameters. */
const mostOfHead = 12

function depthOf(line: string): number {
  return (line.match(/[([]/g) ?? []).length - (line.match(/[)\]]/g) ?? []).length
}

const firstLine = '⋮ shown in part; a line like this one stands for what is left out\n'

/** Lines that say nothing, alone between two shown ones, are shown as well. */
function render(lines: readonly string[], shown: ReadonlySet<number>): string {
  const out: string[] = []
  let gap: string[] = []
  let leavesOut = false
  const closeGap = (end: number): void => {
    const saysNothing = gap.every((line) => /^[\s)}\];,]*$/.test(line))
    leavesOut ||= !saysNothing
    if (saysNothing) out.push(...gap)
    else out.push(gap.length === 1 ? `⋮ line ${end}` : `⋮ lines ${end - gap.length + 1} to ${end}`)
    gap = []
  }
  for (const [at, line] of lines.entries()) {
    if (!shown.has(at + 1)) {
      gap.push(line)
      continue
    }
    closeGap(at)
    out.push(line)
  }
  closeGap(lines.length)
  const text = out.map((line) => `${line}\n`).join('')
  return leavesOut ? firstLine + text : text
}
