import { decodeColumns, encodeColumns, type ColumnKind, type Columns } from './column-file.ts'
import type { Segment } from './segment.ts'

export function encodeSegment(segment: Segment): Uint8Array {
  return encodeColumns(
    label,
    columnPlaces.map(({ take }) => take(segment)),
  )
}

/** The columns are views of the bytes, which therefore must not change; null for what is no segment of this version. */
export function decodeSegment(file: Uint8Array): Segment | null {
  const columns = decodeColumns(
    label,
    file,
    columnPlaces.map(({ kind }) => kind),
  )
  return columns && assemble(columns)
}

/** The number rises with every change of what is read from a text or of how it is written down. */
export const segmentVersion = 4
const label = `segment ${segmentVersion}`

interface ColumnPlace {
  readonly kind: ColumnKind
  readonly take: (segment: Segment) => Columns
}

const layout = {
  keys: { bytes: Uint8Array, starts: Uint32Array, slots: Uint32Array },
  docs: {
    fates: Uint8Array,
    lines: Uint32Array,
    sizes: Uint32Array,
    chunkStarts: Uint32Array,
    definitionStarts: Uint32Array,
    referenceStarts: Uint32Array,
    importStarts: Uint32Array,
  },
  chunks: { definitions: Int32Array, lengths: Uint32Array },
  definitions: {
    names: Uint32Array,
    kinds: Uint8Array,
    lines: Uint32Array,
    startLines: Uint32Array,
    endLines: Uint32Array,
    parents: Int32Array,
    lengths: Uint8Array,
  },
  references: { names: Uint32Array, uses: Uint32Array },
  imports: { modules: Uint32Array, nameStarts: Uint32Array, names: Uint32Array },
  terms: { bytes: Uint8Array, starts: Uint32Array, slots: Uint32Array },
  names: { bytes: Uint8Array, starts: Uint32Array, slots: Uint32Array },
  bodies: { starts: Uint32Array, bytes: Uint8Array },
  titles: { starts: Uint32Array, bytes: Uint8Array },
} as const satisfies {
  readonly [Group in keyof Segment]: { readonly [Name in keyof Segment[Group]]: ColumnKind }
}

const columnPlaces: readonly ColumnPlace[] = Object.entries(layout).flatMap(([group, columns]) =>
  Object.entries(columns).map(([name, kind]: [string, ColumnKind]): ColumnPlace => ({
    kind,
    take: (segment) => columnsOf(segment)[group]?.[name] ?? new kind(),
  })),
)

function columnsOf(segment: Segment): Readonly<Record<string, Readonly<Record<string, Columns>>>> {
  // Every group of a segment has columns and nothing else, which its interfaces cannot say of all names at once.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return segment as unknown as Readonly<Record<string, Readonly<Record<string, Columns>>>>
}

function assemble(columns: readonly Columns[]): Segment {
  let at = 0
  const groups = Object.entries(layout).map(([group, names]) => [
    group,
    Object.fromEntries(Object.keys(names).map((name) => [name, columns[at++]])),
  ])
  // Built from the layout, which has the segment's own names.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return Object.fromEntries(groups) as Segment
}
