import type { TreeFacts } from '../facts/code-index.ts'
import type { FileFacts } from '../facts/file-facts.ts'
import { createImportResolver, type ImportResolver } from '../imports/resolve-imports.ts'
import { referenceKinds, type ReferenceKind } from '../tags/file-tags.ts'
import { buildGraph, type Graph } from './page-rank.ts'

/** Which file uses what of which other file; built once per state of a tree and asked by every question. */
export interface TagGraph {
  /** Code files, sorted; nodes of the graph are places in this list. */
  readonly files: readonly string[]
  readonly graph: Graph
  /** Files that define a name. */
  readonly definers: ReadonlyMap<string, readonly number[]>
  /** What the edges of a node are made of. */
  readonly usesOf: (node: number) => readonly Use[]
}

export function buildTagGraph(tree: TreeFacts): TagGraph {
  const files = [...tree.facts.keys()].sort()
  const places = new Map(files.map((path, index) => [path, index]))
  const definers = collectDefiners(files, tree.facts)
  const imported = createImportedNames({ tree, places, definers, resolve: createImportResolver(tree) })
  const usesOf = (node: number): readonly Use[] => {
    const path = files[node] ?? ''
    const facts = tree.facts.get(path)
    return facts ? findUses({ node, facts, tree, definers, importedFrom: imported(path) }) : []
  }
  const graph = buildGraph(files.length, (node) => {
    const edges = new Map<number, number>()
    for (const { target, weight } of usesOf(node)) edges.set(target, (edges.get(target) ?? 0) + weight)
    return edges
  })
  return { files, graph, definers, usesOf }
}

/** One way in which a file leans on another. */
export interface Use {
  readonly target: number
  /** Null for an import as such. */
  readonly name: string | null
  readonly weight: number
}

function collectDefiners(
  files: readonly string[],
  facts: ReadonlyMap<string, FileFacts>,
): ReadonlyMap<string, readonly number[]> {
  const definers = new Map<string, number[]>()
  for (const [index, path] of files.entries()) {
    for (const { name, kind } of facts.get(path)?.definitions ?? []) {
      if (kind === 'scope') continue
      const known = definers.get(name)
      if (!known) definers.set(name, [index])
      else if (known.at(-1) !== index) known.push(index)
    }
  }
  return definers
}

interface EdgeSource {
  readonly node: number
  readonly facts: FileFacts
  readonly tree: TreeFacts
  readonly definers: ReadonlyMap<string, readonly number[]>
  readonly importedFrom: ImportedNames
}

/**
 * A name leads to the file that it was imported from; else to those that define it, the fewer the surer, and those the
 * file imports anyway before all others. A name that the file itself defines leads nowhere.
 */
function findUses({ node, facts, tree, definers, importedFrom }: EdgeSource): readonly Use[] {
  const uses: Use[] = []
  for (const target of importedFrom.files)
    if (target !== node) uses.push({ target, name: null, weight: importWeight })
  const { references } = facts
  for (let row = 0; row < references.length; row += 4) {
    const name = tree.vocabulary.textOf(references[row] ?? 0)
    const kind = referenceKinds[references[row + 1] ?? 0] ?? 'name'
    const weight = kindWeights[kind] * Math.sqrt(references[row + 3] ?? 0)
    const source = importedFrom.names.get(name)
    if (source !== undefined) {
      if (source !== node) uses.push({ target: source, name, weight: 2 * weight })
      continue
    }
    const all = definers.get(name) ?? []
    if (all.length === 0 || all.length > maxDefiners || all.includes(node)) continue
    const near = all.filter((target) => importedFrom.files.has(target))
    const chosen = near.length > 0 ? near : all
    for (const target of chosen) uses.push({ target, name, weight: weight / chosen.length })
  }
  return uses
}

const importWeight = 0.5
/** A name that so many files define says nothing about any of them. */
const maxDefiners = 40
const kindWeights = { call: 1, type: 1, import: 1, attribute: 0.5, name: 0.3 } satisfies Record<
  ReferenceKind,
  number
>

interface ImportedNames {
  readonly files: ReadonlySet<number>
  readonly names: ReadonlyMap<string, number>
}

interface ImportedNamesSource {
  readonly tree: TreeFacts
  readonly places: ReadonlyMap<string, number>
  readonly definers: ReadonlyMap<string, readonly number[]>
  readonly resolve: ImportResolver
}

function createImportedNames({ tree, places, definers, resolve }: ImportedNamesSource) {
  /** The file that defines a name which another file passes on. */
  const follow = (path: string, name: string, hops: number): string => {
    const place = places.get(path) ?? -1
    if (hops === 0 || definers.get(name)?.includes(place)) return path
    for (const imported of tree.facts.get(path)?.imports ?? []) {
      if (!imported.names.includes(name) && !imported.names.includes('*')) continue
      const wanted = imported.names.includes(name) ? [name] : ['*']
      for (const found of resolve(path, { module: imported.module, names: wanted })) {
        if (found.path === path) continue
        const end = follow(found.path, name, hops - 1)
        if (wanted[0] !== '*' || definers.get(name)?.includes(places.get(end) ?? -1)) return end
      }
    }
    return path
  }
  return (path: string): ImportedNames => {
    const files = new Set<number>()
    const names = new Map<string, number>()
    for (const imported of tree.facts.get(path)?.imports ?? []) {
      for (const { path: found, name } of resolve(path, imported)) {
        const place = places.get(name === null ? found : follow(found, name, 4))
        if (place === undefined) continue
        files.add(place)
        if (name !== null) names.set(name, place)
      }
    }
    return { files, names }
  }
}
