import { forEachPosting } from '../segment/postings.ts'
import { countOfUse, kindOfUse, ownerOfUse } from '../segment/segment.ts'
import { referenceKinds } from '../tags/file-tags.ts'
import { definitionsOf, importsOf, nodeOf, placeOf, type IndexedTree } from './indexed-tree.ts'

/** Everything that is known of a file, in words. */
export function spell(tree: IndexedTree, path: string) {
  const node = nodeOf(tree, path)
  if (node < 0) return null
  const { open, doc } = placeOf(tree, node)
  const { docs, references, bodies, titles, chunks } = open.segment
  const uses: string[] = []
  for (let row = docs.referenceStarts[doc] ?? 0; row < (docs.referenceStarts[doc + 1] ?? 0); row++) {
    const use = references.uses[row] ?? 0
    const kind = referenceKinds[kindOfUse(use)]
    uses.push(
      `${kind} ${open.names.textOf(references.names[row] ?? 0)} x${countOfUse(use)} in ${ownerOfUse(use) - 1}`,
    )
  }
  const first = docs.chunkStarts[doc] ?? 0
  const firstDefinition = docs.definitionStarts[doc] ?? 0
  const words: string[] = []
  for (let term = 0; term < open.terms.size; term++) {
    forEachPosting(bodies, term, (chunk, count) => {
      if (chunk >= first && chunk < (docs.chunkStarts[doc + 1] ?? 0))
        words.push(`${open.terms.textOf(term)} x${count} in ${chunks.definitions[chunk]}`)
    })
    forEachPosting(titles, term, (row, count) => {
      if (row >= firstDefinition && row < (docs.definitionStarts[doc + 1] ?? 0))
        words.push(`${open.terms.textOf(term)} x${count} names ${row - firstDefinition}`)
    })
  }
  return { definitions: definitionsOf(tree, node), imports: importsOf(tree, node), uses, words: words.sort() }
}
