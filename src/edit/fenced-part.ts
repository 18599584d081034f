/** A fence of a reply with what it holds. Lines from 0. */
export interface FencedPart {
  /** Line of the opening fence. */
  readonly open: number
  /** Line of the closing one, or one past the last line of the reply. */
  readonly close: number
  readonly closed: boolean
  readonly indent: string
  /** What stands behind the opening fence, in lower case. */
  readonly info: string
}

const opening = /^(\s*)(`{3,}|~{3,}|<(?:source|code|pre|codeblock|sourcecode)>)\s*([^`]*)$/

/** The part that a fence on line `at` opens; null where none does. */
export function readFencedPart(lines: readonly string[], at: number): FencedPart | null {
  const [, indent = '', mark, info = ''] = opening.exec(lines[at] ?? '') ?? []
  if (mark === undefined) return null
  const closing = mark.startsWith('<') ? `</${mark.slice(1)}` : mark
  const closes = (line: string): boolean => {
    if (!line.startsWith(indent)) return false
    const text = line.slice(indent.length).trimEnd()
    return text === closing || (text.startsWith(closing) && /^(`+|~+)$/.test(text))
  }
  let close = at + 1
  while (close < lines.length && !closes(lines[close] ?? '')) close += 1
  return { open: at, close, closed: close < lines.length, indent, info: info.trim().toLowerCase() }
}
