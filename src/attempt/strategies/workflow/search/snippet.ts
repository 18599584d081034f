import type { SpanName } from '../spans/chosen-spans.ts'
import { spanAt, type SpannedFile } from '../../../context/spans/span.ts'

/** The spans that hold the lines of a snippet, whatever the spaces between and around their words. */
export function findSnippet(file: SpannedFile, snippet: string): readonly SpanName[] {
  const wanted = snippet.split('\n').map(squeeze).filter(Boolean)
  const [first] = wanted
  if (first === undefined) return []
  const lines = file.lines
    .map((line, at) => ({ number: at + 1, text: squeeze(line) }))
    .filter(({ text }) => text !== '')
  return lines.flatMap(({ number, text }, at) => {
    const holds =
      wanted.length === 1 ? text.includes(first) : wanted.every((one, step) => lines[at + step]?.text === one)
    const span = holds ? spanAt(file, number) : undefined
    return span === undefined ? [] : [{ path: file.path, id: span.id }]
  })
}

function squeeze(line: string): string {
  return line.replaceAll(/\s+/g, ' ').trim()
}
