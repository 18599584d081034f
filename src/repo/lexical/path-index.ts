import { createCounter, createPostingRows } from '../segment/posting-rows.ts'
import { encodePostings, forEachPosting } from '../segment/postings.ts'
import type { Postings } from '../segment/segment.ts'
import { createStringTable, openStringTable, type StringColumns } from '../segment/string-table.ts'
import { bm25Share, inverseFrequency } from './bm25.ts'
import { termsOf } from './terms.ts'

export interface PathIndex {
  /** Shares of a term in the paths of the product, weighed by how rare it is there. */
  readonly score: (term: string, visit: (node: number, share: number) => void) => void
}

/** Words of the product's paths, in a form that can be kept. */
export interface PathColumns {
  readonly terms: StringColumns
  /** By term: nodes whose path holds it, and how often. */
  readonly holders: Postings
  /** By node: words of its path; 0 for what is not of the product. */
  readonly lengths: Uint32Array
}

/** Words of paths, without the ending of the file. */
export function indexPaths(files: readonly string[], isProduct: Uint8Array): PathColumns {
  const split = createPathSplitter()
  const terms = createStringTable()
  const lengths = new Uint32Array(files.length)
  const rows = createPostingRows()
  const count = createCounter()
  for (const [node, path] of files.entries()) {
    if (isProduct[node] !== 1) continue
    const found = split(path)
    lengths[node] = found.length
    count(
      found.map((term) => terms.intern(term)),
      (term, times) => rows.push(term, node, times),
    )
  }
  const columns = terms.finish()
  return { terms: columns, holders: encodePostings(columns.starts.length - 1, rows.forEach), lengths }
}

export function openPathIndex({ terms, holders, lengths }: PathColumns): PathIndex {
  const table = openStringTable(terms)
  let products = 0
  let sum = 0
  for (const length of lengths) {
    if (length > 0) products++
    sum += length
  }
  const measure = { k: 1, b: 0.3, meanLength: sum / Math.max(1, products) }
  return {
    score: (term, visit) => {
      const id = table.find(term)
      if (id === undefined) return
      let found = 0
      forEachPosting(holders, id, () => found++)
      const rarity = inverseFrequency(found, products)
      forEachPosting(holders, id, (node, times) =>
        visit(node, rarity * bm25Share(times, lengths[node] ?? 0, measure)),
      )
    },
  }
}

/** Most files share their folder with others: its words are worked out once. */
function createPathSplitter(): (path: string) => readonly string[] {
  const folders = new Map<string, readonly string[]>([['', []]])
  const termsOfPart = (part: string): readonly string[] => part.split(/[-.]/).flatMap(termsOf)
  const termsOfFolder = (folder: string): readonly string[] => {
    const known = folders.get(folder)
    if (known) return known
    const slash = folder.lastIndexOf('/')
    const outer = termsOfFolder(folder.slice(0, Math.max(0, slash)))
    const terms = [...outer, ...termsOfPart(folder.slice(slash + 1))]
    folders.set(folder, terms)
    return terms
  }
  return (path) => {
    const slash = path.lastIndexOf('/')
    const name = path.slice(slash + 1).replace(/\.[^.]+$/, '')
    return [...termsOfFolder(path.slice(0, Math.max(0, slash))), ...termsOfPart(name)]
  }
}
