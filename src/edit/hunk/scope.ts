import { isBlank } from '../text-file.ts'

/** Lines of a file from `start` up to `end`, which is not part of it; both from 0. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** The blocks under the last of the scope lines, each scope looked for within those before it. */
export function findScopes(lines: readonly string[], scopes: readonly string[]): readonly Span[] {
  let within: readonly Span[] = [{ start: 0, end: lines.length }]
  for (const scope of scopes) {
    within = within.flatMap((span) => matchesIn(lines, span, scope)).slice(0, maxScopes)
    if (within.length === 0) return []
  }
  return scopes.length === 0 ? [] : within
}

/** Each costs a look at the lines behind it. */
const maxScopes = 50

function matchesIn(lines: readonly string[], { start, end }: Span, scope: string): readonly Span[] {
  const wanted = bareScope(scope)
  if (wanted === '') return []
  for (const matches of [equals, begins]) {
    const found: Span[] = []
    for (let at = start; at < end && found.length < maxScopes; at += 1) {
      const line = lines[at] ?? ''
      if (matches(line, wanted)) found.push({ start: at, end: blockEnd(lines, at) })
    }
    if (found.length > 0) return found
  }
  return []
}

function equals(line: string, wanted: string): boolean {
  return bareScope(line) === wanted
}

/** A scope may leave out the end of its line, as git does with long ones and models with parameters. */
function begins(line: string, wanted: string): boolean {
  const text = line.trim()
  if (!text.startsWith(wanted)) return false
  return wanted.length >= 40 || !/\w/.test(text[wanted.length] ?? '')
}

function bareScope(text: string): string {
  return text.trim().replace(/\s*[:{]$/, '')
}

/** The first line behind a scope line that is indented no deeper and neither opens nor closes its block. */
function blockEnd(lines: readonly string[], scope: number): number {
  const indent = indentWidth(lines[scope] ?? '')
  for (let at = scope + 1; at < lines.length; at += 1) {
    const line = lines[at] ?? ''
    if (isBlank(line) || indentWidth(line) > indent) continue
    if (!/^\s*(?:[})\]{]|end\b)/.test(line)) return at
  }
  return lines.length
}

function indentWidth(line: string): number {
  return line.length - line.trimStart().length
}
