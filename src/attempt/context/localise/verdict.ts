import { z } from 'zod'
import type { JsonValue } from '../../../std/index.ts'
import { findJson } from './reply-json.ts'

/** What a model said of one file. */
export type Verdict =
  | { readonly kind: 'relevant'; readonly summary: string }
  | { readonly kind: 'not-relevant' }
  | { readonly kind: 'unreadable'; readonly reason: string }

/**
 * Reads a reply that ends in `VERDICT: relevant` or `VERDICT: not relevant` and `SUMMARY: ...`, however a model dresses
 * it up: marked up, on the next line, over several lines, with a note behind it, or as JSON. Words of its reasoning
 * are never taken for the verdict, which stands on a line of its own; the last one counts.
 */
export function parseVerdict(reply: string): Verdict {
  const lines = reply.split(/\r?\n/).map(withoutMarkup)
  const labelled = findLast(lines, (_line, at) => labelledVerdict(lines, at))
  const said = labelled ?? jsonVerdict(reply) ?? findLast(lines, (line) => bareVerdict(line))
  if (said === null)
    return { kind: 'unreadable', reason: 'no line of it says VERDICT: relevant or VERDICT: not relevant' }
  if (!said.relevant) return { kind: 'not-relevant' }
  return {
    kind: 'relevant',
    summary: cut(said.summary || summaryOf(lines, said.at) || firstParagraph(lines)),
  }
}

interface Said {
  readonly relevant: boolean
  /** Line that it was said in. */
  readonly at: number
  /** Empty where it has to be looked for. */
  readonly summary: string
}

const verdictLabel = /^(?:final )?(?:verdict|relevance|decision|conclusion|answer)(?: is)? ?[:=–—-]\s*(.*)$/i
const summaryLabel = /^(?:short )?summary ?[:=–—-]\s*(.*)$/i
const anyLabel = /^[A-Za-z][A-Za-z ]{0,24}:(?:\s|$)/

function withoutMarkup(line: string): string {
  return line
    .replaceAll(/\*+|`+|__+/g, '')
    .replace(/^[\s>#•+-]+/, '')
    .replace(/^\d+[.)]\s+/, '')
    .trim()
}

function labelledVerdict(lines: readonly string[], at: number): Said | null {
  const value = verdictLabel.exec(lines[at] ?? '')?.[1]
  if (value === undefined) return null
  const relevant = readVerdict(value === '' ? (lines.slice(at + 1).find((line) => line !== '') ?? '') : value)
  return relevant === null ? null : { relevant, at, summary: '' }
}

/** A line that says nothing else. */
function bareVerdict(line: string): Omit<Said, 'at'> | null {
  if (!/^(?:not[ _-]?relevant|irrelevant|relevant)[.!]?$/i.test(line)) return null
  return { relevant: /^relevant/i.test(line), summary: '' }
}

function readVerdict(value: string): boolean | null {
  const said = value.replace(/^["'([]+/, '')
  // The choice itself, as the instructions write it.
  if (/^(?:not[ _-]?)?relevant["')\]]*\s*(?:\||\/|or\b)\s*["'([]*(?:not[ _-]?)?relevant/i.test(said))
    return null
  const adverb = '(?:(?:highly|very|directly|clearly|likely|probably|potentially|possibly|definitely) )?'
  if (new RegExp(`^${adverb}(?:not[ _-]?${adverb}relevant|irrelevant|no|false)\\b`, 'i').test(said))
    return false
  return new RegExp(`^${adverb}(?:relevant|yes|true)\\b(?! ?\\?)`, 'i').test(said) ? true : null
}

const verdictKeys = ['verdict', 'relevant', 'is_relevant', 'isrelevant', 'relevance', 'decision']
const summarySchema = z.union([z.string(), z.array(z.string()).transform((parts) => parts.join(' '))])

function jsonVerdict(reply: string): Said | null {
  const objects = findJson(reply).flatMap((value) => (Array.isArray(value) ? value : [value]))
  for (const value of objects.toReversed()) {
    const fields = fieldsOf(value)
    const said = verdictKeys.map((key) => fields.get(key)).find((field) => field !== undefined)
    const relevant =
      typeof said === 'boolean' ? said : typeof said === 'string' ? readVerdict(said.trim()) : null
    if (relevant === null) continue
    const summary = summarySchema.safeParse(fields.get('summary') ?? fields.get('reason')).data ?? ''
    return { relevant, at: 0, summary: summary.replaceAll(/\s+/g, ' ').trim() }
  }
  return null
}

function fieldsOf(value: JsonValue): ReadonlyMap<string, JsonValue | undefined> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return new Map()
  return new Map(
    Object.entries(value).map(([key, field]) => [key.toLowerCase().replaceAll(/[ -]/g, '_'), field]),
  )
}

/** The summary behind the verdict, else the last one anywhere: its paragraph, up to the next label. */
function summaryOf(lines: readonly string[], verdictAt: number): string {
  const starts = lines.flatMap((line, at) => (summaryLabel.test(line) ? [at] : []))
  const start = starts.find((at) => at >= verdictAt) ?? starts.at(-1)
  if (start === undefined) return ''
  const first = summaryLabel.exec(lines[start] ?? '')?.[1] ?? ''
  return [first, ...paragraph(lines.slice(start + 1), first !== '')].join(' ').trim()
}

function firstParagraph(lines: readonly string[]): string {
  return paragraph(
    lines.filter((line) => !anyLabel.test(line)),
    false,
  ).join(' ')
}

function paragraph(lines: readonly string[], begun: boolean): readonly string[] {
  const start = begun
    ? 0
    : Math.max(
        0,
        lines.findIndex((line) => line !== ''),
      )
  const end = lines.findIndex((line, at) => at >= start && (line === '' || anyLabel.test(line)))
  return lines.slice(start, end < 0 ? undefined : end)
}

/** Summaries of many files are read together; none may crowd the others out. */
const summaryCharacters = 600

function cut(text: string): string {
  return text.length <= summaryCharacters ? text : `${text.slice(0, summaryCharacters - 1)}…`
}

function findLast(
  lines: readonly string[],
  find: (line: string, at: number) => Omit<Said, 'at'> | null,
): Said | null {
  for (let at = lines.length - 1; at >= 0; at -= 1) {
    const said = find(lines[at] ?? '', at)
    if (said) return { ...said, at }
  }
  return null
}
