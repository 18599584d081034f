import { tokensOfLength } from '../token-estimate.ts'

/** Lines counted from 1; both included. */
export interface LineRange {
  readonly start: number
  readonly end: number
}

/** A range in parts that each fit, as far as single lines do: cut before the least indented line behind an empty one. */
export function cutRun(
  lines: readonly string[],
  { start, end }: LineRange,
  maxTokens: number,
): readonly LineRange[] {
  const parts: LineRange[] = []
  let from = start
  for (;;) {
    const last = lastThatFits(lines, { start: from, end }, maxTokens)
    if (last >= end) return [...parts, { start: from, end }]
    const next = bestCut(lines, { start: from + Math.ceil((last - from) / 2), end: last }) ?? last + 1
    parts.push({ start: from, end: next - 1 })
    from = next
  }
}

function lastThatFits(lines: readonly string[], { start, end }: LineRange, maxTokens: number): number {
  let characters = 0
  for (let line = start; line <= end; line += 1) {
    characters += (lines[line - 1]?.length ?? 0) + 1
    if (tokensOfLength(characters) > maxTokens) return Math.max(start, line - 1)
  }
  return end
}

/** The line that a new part best begins with; null where none stands behind an empty one. */
function bestCut(lines: readonly string[], { start, end }: LineRange): number | null {
  let best: { readonly line: number; readonly indent: number } | null = null
  for (let line = Math.max(2, start + 1); line <= end; line += 1) {
    const indent = (lines[line - 1] ?? '').search(/\S/)
    if (indent < 0 || (lines[line - 2] ?? '').trim() !== '') continue
    if (best === null || indent <= best.indent) best = { line, indent }
  }
  return best?.line ?? null
}
