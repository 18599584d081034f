import { placeOf } from '../facts/indexed-tree.ts'
import type { KeptGraph } from '../graph/kept-graph.ts'
import { definitionKinds } from '../tags/file-tags.ts'
import type { TreeSearch } from './tree-search.ts'

/** Files and definitions by how much of the rest leans on them: what to show where nothing was asked. Best first. */
export function rankDefinitions({
  tree,
  tagGraph,
  products,
  central,
}: TreeSearch): Pick<KeptGraph, 'usedNodes' | 'usedSymbols'> {
  const ranks = central()
  const shares = shareRanks({ tagGraph, products }, ranks)
  const symbols = products
    .flatMap((node) => definedBy({ tree, tagGraph }, node, shares))
    .sort((a, b) => b.score - a.score)
    .slice(0, maxSymbols)
  return {
    usedNodes: Uint32Array.from(products.toSorted((a, b) => (ranks[b] ?? 0) - (ranks[a] ?? 0))),
    usedSymbols: {
      nodes: Uint32Array.from(symbols, ({ node }) => node),
      places: Uint32Array.from(symbols, ({ place }) => place),
    },
  }
}

/** More than any map shows. */
const maxSymbols = 20_000
const scope = definitionKinds.indexOf('scope')

/** The rank that each name of each node gets from those that use it, by node times all names plus name. */
function shareRanks(
  { tagGraph, products }: Pick<TreeSearch, 'tagGraph' | 'products'>,
  ranks: Float64Array,
): ReadonlyMap<number, number> {
  const { names, forEachUse } = tagGraph
  const shares = new Map<number, number>()
  for (const node of products) {
    let sum = 0
    forEachUse(node, (_target, _name, weight) => (sum += weight))
    forEachUse(node, (target, name, weight) => {
      if (name === null) return
      const key = target * names.size + name
      shares.set(key, (shares.get(key) ?? 0) + ((ranks[node] ?? 0) * weight) / sum)
    })
  }
  return shares
}

function definedBy(
  { tree, tagGraph: { names } }: Pick<TreeSearch, 'tree' | 'tagGraph'>,
  node: number,
  shares: ReadonlyMap<number, number>,
): readonly { readonly node: number; readonly place: number; readonly score: number }[] {
  const { open, doc } = placeOf(tree, node)
  const { docs, definitions } = open.segment
  const first = docs.definitionStarts[doc] ?? 0
  const found = []
  for (let row = first; row < (docs.definitionStarts[doc + 1] ?? 0); row++) {
    const name = names.idOf(tree.places.segments[node] ?? 0, definitions.names[row] ?? 0)
    const score = shares.get(node * names.size + name) ?? 0
    if (definitions.kinds[row] !== scope && score > 0) found.push({ node, place: row - first, score })
  }
  return found
}
