import { nodeOf } from '../facts/indexed-tree.ts'
import { pageRank } from '../graph/page-rank.ts'
import { rankByUses } from '../rank/rank-definitions.ts'
import type { TreeSearch } from '../rank/tree-search.ts'
import type { MapSymbol } from './repo-map.ts'

/**
 * What files that a reader sees in full lean on, best first: what they use themselves, then what that uses in turn,
 * the less the farther. The files themselves are left out. Empty where none of them is code.
 */
export function rankForChat(search: TreeSearch, chatFiles: readonly string[]): UsedCode {
  const { tree, tagGraph, products } = search
  const chat = new Set(chatFiles.map((path) => nodeOf(tree, path)).filter((node) => node >= 0))
  if (chat.size === 0) return { files: [], symbols: [] }
  const restart = new Float64Array(tree.files.length)
  for (const node of chat) restart[node] = 1
  const ranks = pageRank(tagGraph.graph, restart)
  const rankOf = (node: number): number => ranks[node] ?? 0
  const others = products.filter((node) => !chat.has(node))
  const symbols = rankByUses(search, {
    users: new Set([...chat, ...products]),
    shown: others,
    rankOf: (node) => rankOf(node) * (chat.has(node) ? ownUse : 1),
  })
  const pathOf = (node: number): string => tree.files[node] ?? ''
  return {
    files: others
      .filter((node) => rankOf(node) > 0)
      .sort((a, b) => rankOf(b) - rankOf(a))
      .map(pathOf),
    symbols: symbols.map(({ node, place }) => ({ path: pathOf(node), index: place })),
  }
}

/** Files and definitions, best first. */
export interface UsedCode {
  readonly files: readonly string[]
  readonly symbols: readonly MapSymbol[]
}

/**
 * How much more a use by a shown file counts than one by any other. A file that uses thirty others gives each a
 * thirtieth of its rank, and what all of these use gets their whole: with less than this a logger comes before what the
 * reader sees called.
 */
const ownUse = 50

/** What is leaned on and then all the rest. */
export function firstThen(first: UsedCode, rest: UsedCode): UsedCode {
  const symbols = new Map([...first.symbols, ...rest.symbols].map((symbol) => [keyOf(symbol), symbol]))
  return { files: [...new Set([...first.files, ...rest.files])], symbols: [...symbols.values()] }
}

function keyOf({ path, index }: MapSymbol): string {
  return `${path}:${index}`
}

/** What a question finds and what shown files lean on, as one order; a place in the second counts a quarter. */
export function joinRanks(found: UsedCode, leanedOn: UsedCode): UsedCode {
  return {
    files: fuse(found.files, leanedOn.files, (path) => path),
    symbols: fuse(found.symbols, leanedOn.symbols, keyOf),
  }
}

/** Reciprocal rank fusion (Cormack et al. 2009): scores of different makes are never compared. Equals as they came. */
function fuse<T>(first: readonly T[], second: readonly T[], nameOf: (item: T) => string): readonly T[] {
  const all = new Map<string, { readonly item: T; score: number }>()
  const add = (items: readonly T[], weight: number): void => {
    for (const [place, item] of items.entries()) {
      const known = all.get(nameOf(item))
      const score = weight / (fusionDepth + place)
      if (known) known.score += score
      else all.set(nameOf(item), { item, score })
    }
  }
  add(first, 1)
  add(second, 0.25)
  return [...all.values()].sort((a, b) => b.score - a.score).map(({ item }) => item)
}

const fusionDepth = 10
