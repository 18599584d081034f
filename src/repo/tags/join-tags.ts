import type { Node } from 'web-tree-sitter'
import type { Definition, DefinitionKind, FileTags, Import, Reference, ReferenceKind } from './file-tags.ts'

interface Found {
  readonly name: string
  readonly at: number
}
export type FoundReference = Found & { readonly kind: ReferenceKind }
export type FoundDefinition = Found & {
  readonly kind: DefinitionKind
  /** Nodes that the definition begins and ends with: one and the same in nearly all languages. */
  readonly start: Node
  readonly end: Node
  readonly nameNode: Node
}

/** Puts what was found in order of place: who lies in whom, and in which definition a name is used. */
export function joinTags(found: {
  readonly definitions: readonly FoundDefinition[]
  /** By where they stand. */
  readonly references: Map<number, FoundReference>
  readonly imports: readonly Import[]
}): FileTags {
  const { references, imports } = found
  const ordered = found.definitions
    .map((definition): Placed => ({
      definition,
      from: definition.start.startIndex,
      to: definition.end.endIndex,
    }))
    .sort((a, b) => a.from - b.from || b.to - a.to || a.definition.at - b.definition.at)
  for (const { definition } of ordered) references.delete(definition.at)
  const parents = parentsOf(ordered)
  return {
    definitions: ordered.map(({ definition }, index) => toDefinition(definition, parents[index] ?? -1)),
    references: [
      ...countReferences(ordered, parents, [...references.values()]),
      ...importReferences(imports),
    ],
    imports,
  }
}

interface Placed {
  readonly definition: FoundDefinition
  readonly from: number
  readonly to: number
}

function toDefinition({ name, kind, start, end, nameNode }: FoundDefinition, parent: number): Definition {
  return {
    name,
    kind,
    line: nameNode.startPosition.row + 1,
    startLine: start.startPosition.row + 1,
    endLine: lastLine(end),
    parent,
  }
}

function parentsOf(ordered: readonly Placed[]): readonly number[] {
  const open: number[] = []
  return ordered.map(({ from, to }, index) => {
    for (let top = ordered[open.at(-1) ?? -1]; top; top = ordered[open.at(-1) ?? -1]) {
      // `a, b = 1, 2` defines two in one place: neither lies in the other.
      const isSame = top.from === from && top.to === to
      if (top.to > from && !isSame) break
      open.pop()
    }
    const parent = open.at(-1) ?? -1
    open.push(index)
    return parent
  })
}

/** One row per name, kind and owner. Both lists are walked in order of place. */
function countReferences(
  ordered: readonly Placed[],
  parents: readonly number[],
  references: FoundReference[],
): readonly Reference[] {
  const rows = new Map<string, { -readonly [K in keyof Reference]: Reference[K] }>()
  let last = -1
  for (const { name, kind, at } of references.sort((a, b) => a.at - b.at)) {
    while ((ordered[last + 1]?.from ?? Number.POSITIVE_INFINITY) <= at) last++
    let owner = last
    while (owner >= 0 && (ordered[owner]?.to ?? 0) <= at) owner = parents[owner] ?? -1
    const key = `${owner} ${kind} ${name}`
    const row = rows.get(key)
    if (row) row.count++
    else rows.set(key, { name, kind, owner, count: 1 })
  }
  return [...rows.values()]
}

function importReferences(imports: readonly Import[]): readonly Reference[] {
  const names = new Set(imports.flatMap(({ names }) => names))
  return [...names].map((name) => ({ name, kind: 'import', owner: -1, count: 1 }))
}

function lastLine(node: Node): number {
  const { row, column } = node.endPosition
  return column === 0 && row > node.startPosition.row ? row : row + 1
}
