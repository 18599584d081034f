import { placeOf, type IndexedTree } from '../facts/indexed-tree.ts'
import { definitionKinds } from '../tags/file-tags.ts'
import type { NameTable } from './name-table.ts'

/** By number of a name: the nodes that define it, rising. */
export interface Definers {
  readonly starts: Uint32Array
  readonly nodes: Uint32Array
}

const scope = definitionKinds.indexOf('scope')

export function collectDefiners(tree: IndexedTree, names: NameTable): Definers {
  const starts = new Uint32Array(names.size + 1)
  const last = new Int32Array(names.size).fill(-1)
  forEachDefined(tree, names, (node, name) => {
    if (last[name] === node) return
    last[name] = node
    starts[name + 1] = (starts[name + 1] ?? 0) + 1
  })
  for (let name = 0; name < names.size; name++)
    starts[name + 1] = (starts[name + 1] ?? 0) + (starts[name] ?? 0)
  const nodes = new Uint32Array(starts[names.size] ?? 0)
  const cursors = starts.slice()
  last.fill(-1)
  forEachDefined(tree, names, (node, name) => {
    if (last[name] === node) return
    last[name] = node
    const at = cursors[name] ?? 0
    nodes[at] = node
    cursors[name] = at + 1
  })
  return { starts, nodes }
}

function forEachDefined(
  tree: IndexedTree,
  names: NameTable,
  visit: (node: number, name: number) => void,
): void {
  for (let node = 0; node < tree.files.length; node++) {
    const { open, doc } = placeOf(tree, node)
    const segment = tree.places.segments[node] ?? 0
    const { docs, definitions } = open.segment
    const end = docs.definitionStarts[doc + 1] ?? 0
    for (let row = docs.definitionStarts[doc] ?? 0; row < end; row++)
      if (definitions.kinds[row] !== scope) visit(node, names.idOf(segment, definitions.names[row] ?? 0))
  }
}

export function isDefiner({ starts, nodes }: Definers, name: number, node: number): boolean {
  let low = starts[name] ?? 0
  let high = (starts[name + 1] ?? 0) - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const found = nodes[middle] ?? 0
    if (found === node) return true
    if (found < node) low = middle + 1
    else high = middle - 1
  }
  return false
}
