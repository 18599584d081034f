import { placeOf } from '../facts/indexed-tree.ts'
import type { KeptGraph } from '../graph/kept-graph.ts'
import { definitionKinds } from '../tags/file-tags.ts'
import type { TreeSearch } from './tree-search.ts'

/** Files and definitions by how much of the rest leans on them: what to show where nothing was asked. Best first. */
export function rankDefinitions(search: TreeSearch): Pick<KeptGraph, 'usedNodes' | 'usedSymbols'> {
  const { products } = search
  const ranks = search.central()
  const rankOf = (node: number): number => ranks[node] ?? 0
  const symbols = rankByUses(search, { users: products, shown: products, rankOf }).slice(0, maxSymbols)
  return {
    usedNodes: Uint32Array.from(products.toSorted((a, b) => rankOf(b) - rankOf(a))),
    usedSymbols: {
      nodes: Uint32Array.from(symbols, ({ node }) => node),
      places: Uint32Array.from(symbols, ({ place }) => place),
    },
  }
}

/** More than any map shows. */
const maxSymbols = 20_000
const scope = definitionKinds.indexOf('scope')

/** A definition as a place in its node's definitions. */
export interface UsedSymbol {
  readonly node: number
  readonly place: number
  readonly score: number
}

export interface UseRanking {
  /** Nodes whose uses count. */
  readonly users: Iterable<number>
  /** Nodes whose definitions are ranked, rising. */
  readonly shown: readonly number[]
  /** What a user has to share out among what it uses. */
  readonly rankOf: (node: number) => number
}

/** Definitions that anything uses, best first; equals by place. */
export function rankByUses(
  { tree, tagGraph: { names, forEachUse } }: Pick<TreeSearch, 'tree' | 'tagGraph'>,
  { users, shown, rankOf }: UseRanking,
): readonly UsedSymbol[] {
  const scores = new Map<number, number>()
  for (const node of users) {
    const rank = rankOf(node)
    if (rank === 0) continue
    let sum = 0
    forEachUse(node, (_target, _name, weight) => (sum += weight))
    forEachUse(node, (target, name, weight) => {
      if (name === null) return
      const key = target * names.size + name
      scores.set(key, (scores.get(key) ?? 0) + (rank * weight) / sum)
    })
  }
  const found: UsedSymbol[] = []
  for (const node of shown) {
    const { open, doc } = placeOf(tree, node)
    const { docs, definitions } = open.segment
    const first = docs.definitionStarts[doc] ?? 0
    for (let row = first; row < (docs.definitionStarts[doc + 1] ?? 0); row++) {
      const name = names.idOf(tree.places.segments[node] ?? 0, definitions.names[row] ?? 0)
      const score = scores.get(node * names.size + name) ?? 0
      if (definitions.kinds[row] !== scope && score > 0) found.push({ node, place: row - first, score })
    }
  }
  return found.sort((a, b) => b.score - a.score)
}
