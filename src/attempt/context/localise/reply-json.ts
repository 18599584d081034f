import { z } from 'zod'
import type { JsonValue } from '../../../std/index.ts'

/**
 * JSON values that a reply holds, in the order they end: in a fence, alone, or anywhere in its sentences. Only objects
 * and lists count, and of nested ones the outermost. Commas too many and single quotes are forgiven.
 */
export function findJson(reply: string): readonly JsonValue[] {
  const found: JsonValue[] = []
  let before = Number.POSITIVE_INFINITY
  let tries = 0
  // From the end: what a model means is what it says last, and hostile replies may hold any number of brackets.
  for (const { start, end } of spansOf(reply).toReversed()) {
    if (end > before || tries >= mostTries) continue
    tries += 1
    const value = parseLeniently(reply.slice(start, end))
    if (value === undefined) continue
    found.push(value)
    before = start + 1
  }
  return found.toReversed()
}

const mostTries = 100

interface Span {
  readonly start: number
  readonly end: number
}

/** What stands in matching brackets, fenced blocks first among those of equal end, in the order they end. */
function spansOf(reply: string): readonly Span[] {
  const fences = [...reply.matchAll(/```[^\n`]*\n([^`]*)```/g)].map((match) => {
    const start = match.index + match[0].indexOf('\n') + 1
    return { start, end: start + (match[1] ?? '').length }
  })
  const whole = { start: 0, end: reply.length }
  return [...bracketsOf(reply), ...fences, whole].sort((a, b) => a.end - b.end || b.start - a.start)
}

/** One pass; a bracket inside a string may spoil its span, not those around it. */
function bracketsOf(reply: string): readonly Span[] {
  const spans: Span[] = []
  const open: { readonly at: number; readonly closer: string }[] = []
  const waiting: Record<string, number> = { ']': 0, '}': 0 }
  for (const { 0: sign, index } of reply.matchAll(/[[\]{}]/g)) {
    if (sign === '[' || sign === '{') {
      const closer = sign === '[' ? ']' : '}'
      open.push({ at: index, closer })
      waiting[closer] = (waiting[closer] ?? 0) + 1
      continue
    }
    while ((waiting[sign] ?? 0) > 0) {
      const last = open.pop()
      if (!last) break
      waiting[last.closer] = (waiting[last.closer] ?? 0) - 1
      if (last.closer !== sign) continue
      spans.push({ start: last.at, end: index + 1 })
      break
    }
  }
  return spans
}

const containerSchema = z.union([z.array(z.json()), z.record(z.string(), z.json())])

function parseLeniently(text: string): JsonValue | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined
  const tidy = text.replaceAll(/,(\s*[\]}])/g, '$1')
  const spellings = text.includes('"') ? [text, tidy] : [text, tidy.replaceAll("'", '"')]
  for (const spelling of spellings) {
    try {
      const parsed = containerSchema.safeParse(JSON.parse(spelling))
      if (parsed.success) return parsed.data
    } catch {
      // The next spelling may be the one.
    }
  }
  return undefined
}
