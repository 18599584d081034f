/** The three lines that make a block. All of one block share the indent of its head. */
export type Marker = 'head' | 'divider' | 'tail'

export interface MarkerLine {
  readonly marker: Marker
  readonly indent: string
  /** Characters in the marker's run; seven is what the prompt asks for. */
  readonly width: number
}

const patterns: readonly (readonly [Marker, RegExp])[] = [
  ['head', /^([ \t]*)(<{5,9}) SEARCH>?\s*$/],
  ['divider', /^([ \t]*)(={5,9})\s*$/],
  ['tail', /^([ \t]*)(>{5,9}) REPLACE\s*$/],
]

export function readMarker(line: string): MarkerLine | null {
  for (const [marker, pattern] of patterns) {
    const match = pattern.exec(line)
    if (match) return { marker, indent: match[1] ?? '', width: (match[2] ?? '').length }
  }
  return null
}

/** A fence's tick run or tag, and what stands after it; null for other lines. */
export function readFence(line: string): { readonly mark: string; readonly info: string } | null {
  const match = /^\s*(`{3,}|~{3,}|<\/?(?:source|code|pre|codeblock|sourcecode)>)(.*)$/.exec(line)
  return match ? { mark: match[1] ?? '', info: (match[2] ?? '').trim() } : null
}
