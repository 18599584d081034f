import type { IndexedTree } from '../facts/indexed-tree.ts'
import { noImportSettings, type ImportSettings } from '../imports/import-settings.ts'
import { createImportResolver } from '../imports/resolve-imports.ts'
import { collectDefiners, type Definers } from './definers.ts'
import { createNameTable, type NameTable } from './name-table.ts'
import { createImportReader, type ImportReader } from './imported-names.ts'
import { buildGraph, type Graph } from './page-rank.ts'
import { createUses, type VisitUse } from './uses.ts'

/** Which file uses what of which other file; nodes are places in the tree's files. */
export interface TagGraph {
  readonly names: NameTable
  readonly definers: Definers
  readonly graph: Graph
  /** Made when first asked for: a graph that was built before needs none. */
  readonly imports: () => ImportReader
  /** What the edges of a node are made of. */
  readonly forEachUse: (node: number, visit: VisitUse) => void
}

export interface TagGraphOptions {
  /** Default: what paths alone tell. */
  readonly settings?: ImportSettings
  /** One that was built before of the same tree and settings: it spares most of the work. */
  readonly graph?: Graph | undefined
}

/** Built once per state of a tree. */
export function createTagGraph(
  tree: IndexedTree,
  { settings = noImportSettings, graph: built }: TagGraphOptions = {},
): TagGraph {
  const names = createNameTable(tree.segments)
  const definers = collectDefiners(tree, names)
  let reader: ImportReader | null = null
  const imports = (): ImportReader => {
    reader ??= createImportReader({ tree, names, definers, resolve: createImportResolver(tree, settings) })
    return reader
  }
  const forEachUse = createUses({ tree, names, definers }, imports)
  const graph = built ?? buildGraph(tree.files.length, forEachUse)
  return { names, definers, graph, imports, forEachUse }
}

/** Nodes that define a name. */
export function definersOf({ names, definers }: TagGraph, name: string): Uint32Array {
  const id = names.find(name)
  return id === undefined
    ? new Uint32Array()
    : definers.nodes.subarray(definers.starts[id], definers.starts[id + 1])
}
