import { buildGraph, pageRank, type Graph } from '../graph/page-rank.ts'

/** How files hang together by what they use, over the tag graph. */
export interface UseLinks {
  /** Share of what a file uses that lies in another, by file. */
  uses(node: number): ReadonlyMap<number, number>
  /** How much of the walks that begin at a file, along uses or against them, pass the others. */
  reach(node: number, direction: 'used' | 'users'): Float64Array
}

export function createUseLinks(graph: Graph): UseLinks {
  const nodes = graph.starts.length - 1
  let reversed: Graph | null = null
  return {
    uses: (node) => usesOf(graph, node),
    reach: (node, direction) => {
      const restart = new Float64Array(nodes)
      restart[node] = 1
      return pageRank(direction === 'used' ? graph : (reversed ??= reverse(graph, nodes)), restart, walkOn)
    },
  }
}

/** Walks stay short: what a test reaches through many others it does not test. */
const walkOn = 0.6

function usesOf({ starts, targets, weights }: Graph, node: number): ReadonlyMap<number, number> {
  const uses = new Map<number, number>()
  for (let edge = starts[node] ?? 0; edge < (starts[node + 1] ?? 0); edge++)
    uses.set(targets[edge] ?? 0, weights[edge] ?? 0)
  return uses
}

function reverse(graph: Graph, nodes: number): Graph {
  const users = Array.from({ length: nodes }, () => new Map<number, number>())
  for (let node = 0; node < nodes; node++)
    for (const [target, weight] of usesOf(graph, node)) users[target]?.set(node, weight)
  return buildGraph(nodes, (node, visit) => {
    for (const [user, weight] of users[node] ?? []) visit(user, null, weight)
  })
}
