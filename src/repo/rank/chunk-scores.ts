import { placeOf } from '../facts/indexed-tree.ts'
import type { TextScores } from '../lexical/search-texts.ts'
import type { TreeSearch } from './tree-search.ts'

/** A class or function of a node, with its place in the doc's definitions and its rows in the scores of texts. */
export interface ChunkRow {
  readonly index: number
  readonly chunk: number
  readonly definition: number
}

/** Classes and functions of a node, in order of place. */
export function chunkRowsOf({ tree }: Pick<TreeSearch, 'tree'>, node: number): readonly ChunkRow[] {
  const { open, doc } = placeOf(tree, node)
  const { docs, chunks } = open.segment
  const firstDefinition = open.firstDefinition + (docs.definitionStarts[doc] ?? 0)
  const rows: ChunkRow[] = []
  for (let row = docs.chunkStarts[doc] ?? 0; row < (docs.chunkStarts[doc + 1] ?? 0); row++) {
    const index = chunks.definitions[row] ?? -1
    if (index >= 0) rows.push({ index, chunk: open.firstChunk + row, definition: firstDefinition + index })
  }
  return rows
}

/** By node: the score of its best class or function. */
export function bestChunks({ tree, products }: TreeSearch, { chunks }: TextScores): Float64Array {
  const best = new Float64Array(tree.files.length)
  for (const node of products) {
    const { open, doc } = placeOf(tree, node)
    const { chunkStarts } = open.segment.docs
    const end = chunkStarts[doc + 1] ?? 0
    // The first chunk of a doc is what stands outside of all classes and functions.
    for (let row = (chunkStarts[doc] ?? 0) + 1; row < end; row++)
      best[node] = Math.max(best[node] ?? 0, chunks[open.firstChunk + row] ?? 0)
  }
  return best
}
