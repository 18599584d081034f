import { pageRank } from '../graph/page-rank.ts'
import type { UsedCode } from '../rank/rank-definitions.ts'
import type { TreeSearch } from '../rank/tree-search.ts'
import type { MapSymbol } from './repo-map.ts'

/**
 * What files that a reader sees in full lean on, best first: what they use themselves, then what that uses in turn,
 * the less the farther. The files themselves are left out. Empty where none of them is code.
 */
export function rankForChat({ tree, tagGraph, files }: TreeSearch, chatFiles: readonly string[]): UsedCode {
  const wanted = new Set(chatFiles)
  const chat = new Set(tagGraph.files.flatMap((path, node) => (wanted.has(path) ? [node] : [])))
  if (chat.size === 0) return { files: [], symbols: [] }
  const restart = new Float64Array(tagGraph.files.length)
  for (const node of chat) restart[node] = 1
  const ranks = pageRank(tagGraph.graph, restart)
  const rankOf = (node: number): number => ranks[node] ?? 0
  const scores = new Map<string, number>()
  for (const node of new Set([...chat, ...files.map((file) => file.node)])) {
    if (rankOf(node) === 0) continue
    const uses = tagGraph.usesOf(node)
    const sum = uses.reduce((total, { weight }) => total + weight, 0)
    const share = (rankOf(node) * (chat.has(node) ? ownUse : 1)) / sum
    for (const { target, name, weight } of uses) {
      const key = `${target} ${name}`
      scores.set(key, (scores.get(key) ?? 0) + share * weight)
    }
  }
  const others = files.filter(({ node }) => !chat.has(node))
  const symbols = others.flatMap(({ path, node }) =>
    (tree.facts.get(path)?.definitions ?? []).flatMap(({ name, kind }, index) => {
      const score = scores.get(`${node} ${name}`) ?? 0
      return kind === 'scope' || score === 0 ? [] : [{ path, index, score }]
    }),
  )
  return {
    files: others
      .filter(({ node }) => rankOf(node) > 0)
      .sort((a, b) => rankOf(b.node) - rankOf(a.node))
      .map(({ path }) => path),
    symbols: symbols.sort((a, b) => b.score - a.score).map(({ path, index }) => ({ path, index })),
  }
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
