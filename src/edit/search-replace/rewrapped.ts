import { isBlank } from '../text-file.ts'
import { createIndentMap, indentOf } from './indent.ts'
import type { Place, SearchedFile } from './ladder.ts'
import { findAll, tokensOf } from './line-search.ts'
import type { Block } from './rewrite.ts'

/**
 * Whole lines of the file that hold the same words and signs as the search, however they are broken into lines. The
 * replacement comes as it was written, in the indent of the place.
 */
export function findRewrapped({ file, index }: SearchedFile, block: Block): readonly Place[] {
  const wanted = block.search.flatMap(tokensOf)
  const { tokens, lineOf, known } = index.tokens()
  if (!wanted.every((token) => known.has(token))) return []
  const starts = findAll(tokens, wanted)
  const search = block.search.find((line) => !isBlank(line)) ?? ''
  return starts.flatMap((first) => {
    const last = first + wanted.length - 1
    const start = lineOf[first] ?? 0
    const end = lineOf[last] ?? 0
    // A place that begins or ends within a line would take the rest of that line with it.
    if (lineOf[first - 1] === start || lineOf[last + 1] === end) return []
    const lines = reindent(block.replace, [search, file.lines[start] ?? ''], file.lineEnd)
    return lines === null ? [] : [{ start, end: end + 1, lines }]
  })
}

function reindent(
  lines: readonly string[],
  anchor: readonly [search: string, file: string],
  lineEnd: '\n' | '\r\n',
): readonly string[] | null {
  const indents = createIndentMap([anchor])
  const shifted = lines.map((line) => {
    const indent = isBlank(line) ? indentOf(line) : indents.map(indentOf(line), null)
    return indent === null ? null : indent + line.trimStart() + (lineEnd === '\r\n' ? '\r' : '')
  })
  return shifted.some((line) => line === null) ? null : shifted.filter((line) => line !== null)
}
