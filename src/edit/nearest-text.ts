import type { Edit, Files, NearMiss } from './edit.ts'
import { findNearMiss } from './near-miss.ts'
import type { FileReader } from './search-replace/file-reader.ts'
import { toLines } from './text-file.ts'

export interface NearestContext {
  readonly now: Files
  readonly reader: FileReader
  readonly chatFiles: readonly string[]
  /** How many failures may still be told where they might have belonged. */
  readonly nearMisses: { left: number }
}

/** Beyond so many failures of one reply, telling where each might have belonged helps nobody. */
export const maxNearMisses = 40

/** Looks in the edit's own file, and where that holds nothing alike, in the others of the conversation. */
export function findNearestText(
  edit: Edit,
  { now, reader, chatFiles, nearMisses }: NearestContext,
): NearMiss | null {
  if (nearMisses.left <= 0) return null
  nearMisses.left -= 1
  const search = toLines(edit.readings[0].search ?? '')
  const look = (path: string): NearMiss | null => {
    const content = now.get(path)
    const searched = content === undefined ? null : reader(content)
    return searched === null ? null : findNearMiss(path, searched.file.lines, search)
  }
  const own = look(edit.path)
  if (own !== null && own.similarity > 0.8) return own
  const others = chatFiles
    .filter((path) => path !== edit.path)
    .slice(0, 20)
    .map(look)
  return [own, ...others].reduce(
    (best, other) => ((other?.similarity ?? 0) > (best?.similarity ?? 0) ? other : best),
    null,
  )
}
