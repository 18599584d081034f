import { placeOf } from '../facts/indexed-tree.ts'
import { countOfUse, kindOfUse } from '../segment/segment.ts'
import { referenceKinds, type ReferenceKind } from '../tags/file-tags.ts'
import { isDefiner } from './definers.ts'
import type { ImportReader, ImportSource } from './imported-names.ts'

/** One way in which a node leans on another; `name` is null for an import as such. */
export type VisitUse = (target: number, name: number | null, weight: number) => void

/**
 * Tells what a node uses. A name leads to the file that it was imported from; else to those that define it, the fewer
 * the surer, and those the file imports anyway before all others. A name that the file itself defines leads nowhere.
 */
export function createUses(
  { tree, names, definers }: Omit<ImportSource, 'resolve'>,
  imports: () => ImportReader,
): (node: number, visit: VisitUse) => void {
  return (node, visit) => {
    const imported = imports().of(node)
    for (const target of imported.nodes) if (target !== node) visit(target, null, importWeight)
    const { open, doc } = placeOf(tree, node)
    const segment = tree.places.segments[node] ?? 0
    const { docs, references } = open.segment
    const end = docs.referenceStarts[doc + 1] ?? 0
    for (let row = docs.referenceStarts[doc] ?? 0; row < end; row++) {
      const name = names.idOf(segment, references.names[row] ?? 0)
      const use = references.uses[row] ?? 0
      const weight = (kindWeights[kindOfUse(use)] ?? 0) * Math.sqrt(countOfUse(use))
      const origin = imported.names.get(name)
      if (origin !== undefined) {
        if (origin !== node) visit(origin, name, 2 * weight)
        continue
      }
      const first = definers.starts[name] ?? 0
      const last = definers.starts[name + 1] ?? 0
      if (first === last || last - first > maxDefiners || isDefiner(definers, name, node)) continue
      let near = 0
      for (let at = first; at < last; at++) if (imported.nodes.has(definers.nodes[at] ?? 0)) near++
      for (let at = first; at < last; at++) {
        const target = definers.nodes[at] ?? 0
        if (near === 0 || imported.nodes.has(target)) visit(target, name, weight / (near || last - first))
      }
    }
  }
}

const importWeight = 0.5
/** A name that so many files define says nothing about any of them. */
const maxDefiners = 40
const weightOf = { call: 1, type: 1, import: 1, attribute: 0.5, name: 0.3 } satisfies Record<
  ReferenceKind,
  number
>
const kindWeights = referenceKinds.map((kind) => weightOf[kind])
