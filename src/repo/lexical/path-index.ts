import { bm25Share, inverseFrequency } from './bm25.ts'
import { termsOf } from './terms.ts'

export interface PathIndex {
  /** Shares of a term in the paths of the product, weighed by how rare it is there. */
  readonly score: (term: string, visit: (node: number, share: number) => void) => void
}

/** Words of paths, without the ending of the file. */
export function createPathIndex(files: readonly string[], isProduct: Uint8Array): PathIndex {
  const splits = new Map<string, readonly string[]>()
  const split = (part: string): readonly string[] => {
    const known = splits.get(part)
    if (known) return known
    const terms = part.split(/[-.]/).flatMap(termsOf)
    splits.set(part, terms)
    return terms
  }
  const holders = new Map<string, number[]>()
  const lengths = new Uint32Array(files.length)
  let products = 0
  let sum = 0
  for (const [node, path] of files.entries()) {
    if (isProduct[node] !== 1) continue
    products++
    const terms = path
      .replace(/\.[^./]+$/, '')
      .split('/')
      .flatMap(split)
    lengths[node] = terms.length
    sum += terms.length
    for (const term of terms) {
      const list = holders.get(term)
      if (list) list.push(node)
      else holders.set(term, [node])
    }
  }
  const measure = { k: 1, b: 0.3, meanLength: sum / Math.max(1, products) }
  return {
    score: (term, visit) => {
      const counts = countRuns(holders.get(term) ?? [])
      const rarity = inverseFrequency(counts.length, products)
      for (const [node, count] of counts) visit(node, rarity * bm25Share(count, lengths[node] ?? 0, measure))
    },
  }
}

function countRuns(rising: readonly number[]): readonly (readonly [number, number])[] {
  const counts = new Map<number, number>()
  for (const value of rising) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts]
}
