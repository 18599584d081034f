import { importsOf, nodeOf, type IndexedTree } from '../facts/indexed-tree.ts'
import type { ImportResolver } from '../imports/resolve-imports.ts'
import type { Import } from '../tags/file-tags.ts'
import { isDefiner, type Definers } from './definers.ts'
import type { NameTable } from './name-table.ts'

/** What a file imports from others of the tree. */
export interface ImportedNames {
  readonly nodes: ReadonlySet<number>
  /** By number of a name: the node that defines it. */
  readonly names: ReadonlyMap<number, number>
}

export interface ImportSource {
  readonly tree: IndexedTree
  readonly names: NameTable
  readonly definers: Definers
  readonly resolve: ImportResolver
}

export interface ImportReader {
  /** What a node imports. */
  readonly of: (node: number) => ImportedNames
  /** What some imports of code outside of the tree bring in, if it is written in the language of its endings. */
  readonly ofText: (imports: readonly Import[], path: string) => ImportedNames
}

export function createImportReader({ tree, names, definers, resolve }: ImportSource): ImportReader {
  const imports = new Map<number, readonly Import[]>()
  const importsOfNode = (node: number): readonly Import[] => {
    const known = imports.get(node)
    if (known) return known
    const found = importsOf(tree, node)
    imports.set(node, found)
    return found
  }
  /** The node that defines a name which another one passes on. */
  const follow = (node: number, name: string, hops: number): number => {
    const id = names.find(name)
    if (hops === 0 || id === undefined || isDefiner(definers, id, node)) return node
    for (const imported of importsOfNode(node)) {
      const isNamed = imported.names.includes(name)
      if (!isNamed && !imported.names.includes('*')) continue
      const wanted = isNamed ? [name] : ['*']
      for (const { path } of resolve(tree.files[node] ?? '', { module: imported.module, names: wanted })) {
        const next = nodeOf(tree, path)
        if (next < 0 || next === node) continue
        const end = follow(next, name, hops - 1)
        if (isNamed || isDefiner(definers, id, end)) return end
      }
    }
    return node
  }
  const ofText = (imports: readonly Import[], from: string): ImportedNames => {
    const nodes = new Set<number>()
    const found = new Map<number, number>()
    for (const imported of imports) {
      for (const { path, name } of resolve(from, imported)) {
        const target = nodeOf(tree, path)
        if (target < 0) continue
        const end = name === null ? target : follow(target, name, 4)
        nodes.add(end)
        const id = name === null ? undefined : names.find(name)
        if (id !== undefined) found.set(id, end)
      }
    }
    return { nodes, names: found }
  }
  return { of: (node) => ofText(importsOfNode(node), tree.files[node] ?? ''), ofText }
}
