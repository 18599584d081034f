import { pageRank } from '../graph/page-rank.ts'
import type { MapSymbol } from '../map/repo-map.ts'
import type { TreeSearch } from './tree-search.ts'

export interface UsedCode {
  readonly files: readonly string[]
  readonly symbols: readonly MapSymbol[]
}

/** Files and definitions by how much of the rest leans on them: what to show where nothing was asked. Best first. */
export function rankDefinitions({ tree, tagGraph, files }: TreeSearch): UsedCode {
  const { graph, usesOf } = tagGraph
  const restart = new Float64Array(tagGraph.files.length)
  for (const { node } of files) restart[node] = 1
  const ranks = pageRank(graph, restart)
  const shares = new Map<string, number>()
  for (const { node } of files) {
    const uses = usesOf(node)
    const sum = uses.reduce((total, { weight }) => total + weight, 0)
    for (const { target, name, weight } of uses) {
      if (name === null) continue
      const key = `${target} ${name}`
      shares.set(key, (shares.get(key) ?? 0) + ((ranks[node] ?? 0) * weight) / sum)
    }
  }
  const symbols = files.flatMap(({ path, node }) =>
    (tree.facts.get(path)?.definitions ?? []).flatMap(({ name, kind }, index) => {
      const score = shares.get(`${node} ${name}`) ?? 0
      return kind === 'scope' || score === 0 ? [] : [{ path, index, score }]
    }),
  )
  return {
    files: files.toSorted((a, b) => (ranks[b.node] ?? 0) - (ranks[a.node] ?? 0)).map(({ path }) => path),
    symbols: symbols.sort((a, b) => b.score - a.score).map(({ path, index }) => ({ path, index })),
  }
}
