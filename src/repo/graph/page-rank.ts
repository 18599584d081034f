import { createColumn, doubles, words } from '../segment/column.ts'

/** Edges by source: those of node n lie at `starts[n]` up to `starts[n + 1]`. */
export interface Graph {
  readonly starts: Uint32Array
  readonly targets: Uint32Array
  /** Sum to 1 for every node that has edges. */
  readonly weights: Float64Array
}

/** Joins what leads from a node to the same other node, and scales the weights of each node to a sum of 1. */
export function buildGraph(
  nodes: number,
  forEachEdge: (node: number, visit: (target: number, name: unknown, weight: number) => void) => void,
): Graph {
  const starts = new Uint32Array(nodes + 1)
  const targets = createColumn(words)
  const weights = createColumn(doubles)
  const sums = new Float64Array(nodes)
  for (let node = 0; node < nodes; node++) {
    const reached: number[] = []
    let total = 0
    forEachEdge(node, (target, _name, weight) => {
      const before = sums[target] ?? 0
      if (before === 0) reached.push(target)
      sums[target] = before + weight
      total += weight
    })
    for (const target of reached.sort((a, b) => a - b)) {
      targets.push(target)
      weights.push((sums[target] ?? 0) / total)
      sums[target] = 0
    }
    starts[node + 1] = targets.length()
  }
  return { starts, targets: targets.finish(), weights: weights.finish() }
}

/**
 * Personalised PageRank by power iteration; a walk that has no edge to follow starts again, too. `restart` need not
 * sum to 1; all zeros mean any node. Source: Page et al. 1998; Haveliwala 2002 for the restarts.
 */
export function pageRank(graph: Graph, restart: Float64Array, damping = 0.85): Float64Array {
  const nodes = restart.length
  const sum = restart.reduce((total, value) => total + value, 0)
  const start = restart.map((value) => (sum > 0 ? value / sum : 1 / nodes))
  let ranks = Float64Array.from(start)
  for (let round = 0; round < maxRounds; round++) {
    const next = new Float64Array(nodes)
    let kept = 0
    for (let node = 0; node < nodes; node++) {
      const rank = ranks[node] ?? 0
      const end = graph.starts[node + 1] ?? 0
      const first = graph.starts[node] ?? 0
      if (rank === 0 || first === end) continue
      kept += rank
      for (let edge = first; edge < end; edge++) {
        const target = graph.targets[edge] ?? 0
        next[target] = (next[target] ?? 0) + damping * rank * (graph.weights[edge] ?? 0)
      }
    }
    const spare = 1 - damping * kept
    let change = 0
    for (let node = 0; node < nodes; node++) {
      const value = (next[node] ?? 0) + spare * (start[node] ?? 0)
      change += Math.abs(value - (ranks[node] ?? 0))
      next[node] = value
    }
    ranks = next
    if (change < tolerance) break
  }
  return ranks
}

const maxRounds = 100
/** Sum of all changes of a round: far below what could change an order of files. */
const tolerance = 1e-6
