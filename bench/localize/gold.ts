/** What a gold patch changes, in terms of the files before it. */

export interface GoldPlaces {
  readonly path: string
  /** Lines of the old file, from 1, that the patch removes or changes. */
  readonly changed: readonly number[]
  /** Lines of the old file after which something is only added, with the indent of what is added. */
  readonly added: readonly { readonly after: number; readonly indent: number }[]
}

export interface Span {
  readonly name: string
  readonly startLine: number
  readonly endLine: number
  /** Indent of the line that defines it. */
  readonly indent: number
}

export function parseGold(patch: string): readonly GoldPlaces[] {
  return patch
    .split(/^(?=diff --git )/m)
    .filter((part) => part.startsWith('diff --git '))
    .flatMap((part) => {
      const path = /^--- a\/(.*)$/m.exec(part)?.[1]
      return path === undefined ? [] : [toPlaces(path, part)]
    })
}

function toPlaces(path: string, part: string): GoldPlaces {
  const changed: number[] = []
  const added: { after: number; indent: number }[] = []
  let line = 0
  let run: { removed: number; indents: number[] } = { removed: 0, indents: [] }
  const endRun = (): void => {
    const indent = run.indents[0]
    if (run.removed === 0 && indent !== undefined) added.push({ after: line - 1, indent })
    run = { removed: 0, indents: [] }
  }
  for (const text of part.slice(part.indexOf('\n@@')).split('\n')) {
    const start = /^@@ -(\d+)/.exec(text)?.[1]
    if (start !== undefined || text.startsWith(' ')) endRun()
    if (start !== undefined) line = Number(start)
    else if (text.startsWith('-')) {
      changed.push(line++)
      run.removed++
    } else if (text.startsWith('+')) {
      if (text.slice(1).trim() !== '') run.indents.push(text.slice(1).search(/\S/))
    } else if (text.startsWith(' ')) line++
  }
  endRun()
  return { path, changed, added }
}

/** Spans that hold a change: what is added behind a function belongs to it when it is indented deeper than its head. */
export function goldSpans(
  gold: GoldPlaces,
  spans: readonly Span[],
  lines: readonly string[],
): readonly Span[] {
  const holding = (line: number): readonly Span[] =>
    spans.filter(({ startLine, endLine }) => startLine <= line && line <= endLine)
  const found = new Set<Span>(gold.changed.flatMap(holding))
  for (const { after, indent } of gold.added) {
    let line = after
    while (line > 0 && (lines[line - 1] ?? '').trim() === '') line--
    for (const span of holding(line)) if (indent > span.indent) found.add(span)
  }
  return [...found]
}
