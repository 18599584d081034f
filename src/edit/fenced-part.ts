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
const closing = /^(\s*)(`{3,}|~{3,}|<\/(?:source|code|pre|codeblock|sourcecode)>)\s*$/

/**
 * Reads the part that a fence on a given line opens; null where none does. What may close a fence is looked up once, so
 * that a reply of nothing but opening fences costs no more than its length.
 */
export function createFenceReader(lines: readonly string[]): (at: number) => FencedPart | null {
  const closings = lines.flatMap((line, at) => {
    const [, indent = '', mark] = closing.exec(line) ?? []
    return mark === undefined ? [] : [{ at, indent, mark }]
  })
  return (at) => {
    const [, indent = '', mark, info = ''] = opening.exec(lines[at] ?? '') ?? []
    if (mark === undefined) return null
    const wanted = mark.startsWith('<') ? `</${mark.slice(1)}` : mark
    const close = closings.find((one) => one.at > at && one.indent === indent && one.mark.startsWith(wanted))
    const end = close?.at ?? lines.length
    return { open: at, close: end, closed: close !== undefined, indent, info: info.trim().toLowerCase() }
  }
}
