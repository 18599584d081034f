import type { IndexedTree } from '../facts/indexed-tree.ts'
import { pageRank } from '../graph/page-rank.ts'
import { createTagGraph, type TagGraph, type TagGraphOptions } from '../graph/tag-graph.ts'
import { indexPaths, type PathColumns } from '../lexical/path-index.ts'
import { createTextSearch, type TextSearch } from '../lexical/search-texts.ts'
import { createPathFinder, type PathFinder } from './path-finder.ts'
import { isBesideProduct } from './test-path.ts'

/** A tree made ready for questions: all that does not depend on the question. Nodes are places in its files. */
export interface TreeSearch {
  readonly tree: IndexedTree
  readonly tagGraph: TagGraph
  readonly paths: PathColumns
  readonly texts: TextSearch
  readonly pathFinder: PathFinder
  /** By node: 1 for code of the product itself. */
  readonly isProduct: Uint8Array
  /** Nodes of the product, rising. */
  readonly products: readonly number[]
  /** By node: how much of the rest leans on it, whatever is asked. */
  readonly central: () => Float64Array
}

export interface TreeSearchOptions extends TagGraphOptions {
  /** Of the same tree, where they were worked out before. */
  readonly paths?: PathColumns | undefined
}

export function createTreeSearch(tree: IndexedTree, options: TreeSearchOptions = {}): TreeSearch {
  const isProduct = Uint8Array.from(tree.files, (path) => (isBesideProduct(path) ? 0 : 1))
  const tagGraph = createTagGraph(tree, options)
  const paths = options.paths ?? indexPaths(tree.files, isProduct)
  let central: Float64Array | null = null
  return {
    tree,
    tagGraph,
    paths,
    texts: createTextSearch(tree, isProduct, paths),
    pathFinder: createPathFinder(tree.files, isProduct),
    isProduct,
    products: tree.files.flatMap((_, node) => (isProduct[node] === 1 ? [node] : [])),
    central: () => {
      central ??= pageRank(tagGraph.graph, Float64Array.from(isProduct))
      return central
    },
  }
}
