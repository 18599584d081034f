import type { OpenSegment } from '../facts/indexed-tree.ts'
import { createStringTable, openStringTable } from '../segment/string-table.ts'

/** One number for each name, whichever segment it comes from. */
export interface NameTable {
  readonly size: number
  readonly find: (name: string) => number | undefined
  readonly textOf: (id: number) => string
  /** The number here of a segment's own number. */
  readonly idOf: (segment: number, name: number) => number
}

/** The names of the first, greatest segment keep their numbers, so that one segment costs nothing. */
export function createNameTable(segments: readonly OpenSegment[]): NameTable {
  const [first, ...others] = segments
  const base = first?.names.size ?? 0
  const further = createStringTable()
  const maps = others.map(({ names }) =>
    Uint32Array.from({ length: names.size }, (_, name) => {
      const text = names.textOf(name)
      return first?.names.find(text) ?? base + further.intern(text)
    }),
  )
  const rest = openStringTable(further.finish())
  return {
    size: base + rest.size,
    find: (name) => {
      const found = first?.names.find(name)
      if (found !== undefined) return found
      const other = rest.find(name)
      return other === undefined ? undefined : base + other
    },
    textOf: (id) => (id < base ? (first?.names.textOf(id) ?? '') : rest.textOf(id - base)),
    idOf: (segment, name) => (segment === 0 ? name : (maps[segment - 1]?.[name] ?? 0)),
  }
}
