import { createFenceReader } from '../fenced-part.ts'

/** Lines of a reply that are a diff; from 0, `end` is one past the last. */
export interface DiffPart {
  readonly start: number
  readonly end: number
  /** False where the reply ends before its fence does. */
  readonly closed: boolean
  /** Taken off each line: that of the fence around it. */
  readonly indent: string
  /** Line above its fence, which may name the file; null without a fence. */
  readonly above: number | null
}

/**
 * The diffs of a reply: what stands in a fence that says so or begins like one, and what begins like one outside of
 * fences, up to the first line that no diff has.
 */
export function findDiffs(lines: readonly string[]): readonly DiffPart[] {
  const parts: DiffPart[] = []
  const readFence = createFenceReader(lines)
  for (let at = 0; at < lines.length;) {
    const fence = readFence(at)
    if (fence !== null) {
      const body = { start: at + 1, end: fence.close }
      if (isDiff(lines, body, fence))
        parts.push({ ...body, closed: fence.closed, indent: fence.indent, above: at - 1 })
      // What an unclosed fence holds that is no diff may still have one in it.
      at = fence.closed || parts.at(-1)?.start === body.start ? fence.close + 1 : at + 1
    } else if (beginsDiff(lines, at)) {
      const end = bareEnd(lines, at)
      parts.push({ start: at, end, closed: true, indent: '', above: null })
      at = end
    } else at += 1
  }
  return parts
}

interface Body {
  readonly start: number
  readonly end: number
}

function isDiff(
  lines: readonly string[],
  { start, end }: Body,
  fence: { readonly info: string; readonly indent: string },
): boolean {
  const text = (at: number): string => (lines[at] ?? '').slice(fence.indent.length)
  let first = start
  while (first < end && text(first).trim() === '') first += 1
  // Models put other kinds of edits into a fence that says diff.
  if (/^\*\*\* (?:Begin Patch|(?:Add|Update|Delete) File:)/.test(text(first))) return false
  if ([0, 1, 2].some((offset) => /^<{5,9} SEARCH/.test(text(first + offset)))) return false
  if (/^(?:u?diff|patch)\b/.test(fence.info)) return true
  return beginsDiff(
    lines.slice(first, Math.min(first + 3, end)).map((line) => line.slice(fence.indent.length)),
    0,
  )
}

function beginsDiff(lines: readonly string[], at: number): boolean {
  const [first = '', second = ''] = lines.slice(at, at + 2)
  if (/^diff --git \S/.test(first)) return true
  return /^--- \S/.test(first) && /^\+\+\+ \S/.test(second)
}

/** Where a diff outside of fences ends: at a line that no diff has. */
function bareEnd(lines: readonly string[], start: number): number {
  let at = start
  while (
    at < lines.length &&
    /^(?:[-+ @\\]|$|diff |index |new |deleted |old |rename |similarity |dissimilarity |copy )/.test(
      lines[at] ?? '',
    )
  )
    at += 1
  while (at > start && (lines[at - 1] ?? '') === '') at -= 1
  return at
}
