import { lineKeys } from '../search-replace/line-search.ts'
import type { SearchedFile } from '../search-replace/ladder.ts'
import { isBlank } from '../text-file.ts'
import type { HunkLine } from './hunk.ts'

/**
 * A hunk with its forgotten marks: kept lines that the file does not have anywhere can only be new. Only lines between
 * two that the file does have are taken for new, since those then have to meet; at an edge a line may as well be a wrong
 * memory of an old one. Null when there is no such line.
 */
export function markNewLines(
  { index }: SearchedFile,
  lines: readonly HunkLine[],
): readonly HunkLine[] | null {
  const isOld = ({ mark, text }: HunkLine): boolean =>
    mark === '-' || (mark === ' ' && !isBlank(text) && index.has('spaceless', lineKeys.spaceless(text)))
  const first = lines.findIndex(isOld)
  const last = lines.findLastIndex(isOld)
  const forgotten = (line: HunkLine, at: number): boolean =>
    at > first && at < last && line.mark === ' ' && !isBlank(line.text) && !isOld(line)
  if (first < 0 || !lines.some(forgotten)) return null
  return lines.map((line, at) => (forgotten(line, at) ? { mark: '+', text: line.text } : line))
}
