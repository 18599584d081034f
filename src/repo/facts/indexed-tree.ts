import { definitionKinds, type Definition, type Import } from '../tags/file-tags.ts'
import { docFates, type DocFate, type Segment } from '../segment/segment.ts'
import { openStringTable, type StringTable } from '../segment/string-table.ts'
import type { Unread } from './read-source.ts'

/** A segment with its strings at hand, and where its rows begin when those of all segments are counted through. */
export interface OpenSegment {
  readonly segment: Segment
  readonly keys: StringTable
  readonly terms: StringTable
  readonly names: StringTable
  readonly firstDoc: number
  readonly firstChunk: number
  readonly firstDefinition: number
}

/** What is known of one state of a repository. Nodes are places in `files`. */
export interface IndexedTree {
  /** All paths of the tree, sorted. */
  readonly paths: readonly string[]
  /** Those that are code and could be looked at, sorted. */
  readonly files: readonly string[]
  readonly segments: readonly OpenSegment[]
  /** Of each node its segment and its doc there. */
  readonly places: { readonly segments: Uint16Array; readonly docs: Uint32Array }
  /** Files that were passed over or, if `unparsed`, read by words alone. */
  readonly unread: ReadonlyMap<string, Unread>
  /** How many contents had to be read because no earlier call knew them. */
  readonly parsed: number
  /** Hash of everything above but `parsed`: equal trees, equal key. */
  readonly key: string
}

export function openSegments(segments: readonly Segment[]): readonly OpenSegment[] {
  let firstDoc = 0
  let firstChunk = 0
  let firstDefinition = 0
  return segments.map((segment) => {
    const open: OpenSegment = {
      segment,
      keys: openStringTable(segment.keys),
      terms: openStringTable(segment.terms),
      names: openStringTable(segment.names),
      firstDoc,
      firstChunk,
      firstDefinition,
    }
    firstDoc += segment.docs.fates.length
    firstChunk += segment.chunks.lengths.length
    firstDefinition += segment.definitions.names.length
    return open
  })
}

/** Where a node's content lies. */
export interface DocPlace {
  readonly open: OpenSegment
  readonly doc: number
}

export function placeOf({ segments, places }: IndexedTree, node: number): DocPlace {
  const open = segments[places.segments[node] ?? 0]
  if (!open) throw new RangeError(`no node ${node}`)
  return { open, doc: places.docs[node] ?? 0 }
}

/** Place of a path among sorted ones; -1 for none. */
export function nodeOf({ files }: Pick<IndexedTree, 'files'>, path: string): number {
  let low = 0
  let high = files.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const found = files[middle] ?? ''
    if (found === path) return middle
    if (found < path) low = middle + 1
    else high = middle - 1
  }
  return -1
}

export function fateOf(tree: IndexedTree, node: number): DocFate {
  const { open, doc } = placeOf(tree, node)
  return docFates[open.segment.docs.fates[doc] ?? 0] ?? 'read'
}

export function definitionsOf(tree: IndexedTree, node: number): readonly Definition[] {
  const { open, doc } = placeOf(tree, node)
  const { docs, definitions } = open.segment
  const first = docs.definitionStarts[doc] ?? 0
  const count = (docs.definitionStarts[doc + 1] ?? 0) - first
  return Array.from({ length: count }, (_, index) => definitionAt(open, first + index, definitions))
}

function definitionAt({ names }: OpenSegment, row: number, columns: Segment['definitions']): Definition {
  return {
    name: names.textOf(columns.names[row] ?? 0),
    kind: definitionKinds[columns.kinds[row] ?? 0] ?? 'variable',
    line: columns.lines[row] ?? 0,
    startLine: columns.startLines[row] ?? 0,
    endLine: columns.endLines[row] ?? 0,
    parent: columns.parents[row] ?? -1,
  }
}

export function importsOf(tree: IndexedTree, node: number): readonly Import[] {
  const { open, doc } = placeOf(tree, node)
  const { docs, imports } = open.segment
  const found: Import[] = []
  for (let row = docs.importStarts[doc] ?? 0; row < (docs.importStarts[doc + 1] ?? 0); row++) {
    const names: string[] = []
    for (let at = imports.nameStarts[row] ?? 0; at < (imports.nameStarts[row + 1] ?? 0); at++)
      names.push(open.names.textOf(imports.names[at] ?? 0))
    found.push({ module: open.names.textOf(imports.modules[row] ?? 0), names })
  }
  return found
}
