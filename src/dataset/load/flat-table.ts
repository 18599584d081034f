/** A table of a flatbuffer: fields are found through a list of offsets, and may be absent. */
export interface FlatTable {
  /** Where a field's value lies; null for an absent one. */
  readonly at: (field: number) => number | null
  readonly view: DataView
}

/** The table that the reference at `position` points to. Format: FlatBuffers' "Internals". */
export function followTable(view: DataView, position: number): FlatTable {
  const start = position + view.getUint32(position, true)
  const offsets = start - view.getInt32(start, true)
  const size = view.getUint16(offsets, true)
  return {
    view,
    at: (field) => {
      const slot = 4 + field * 2
      const offset = slot < size ? view.getUint16(offsets + slot, true) : 0
      return offset === 0 ? null : start + offset
    },
  }
}

export function tableField(table: FlatTable, field: number): FlatTable | null {
  const position = table.at(field)
  return position === null ? null : followTable(table.view, position)
}

/** Positions of a vector's items, which are `itemSize` bytes apart; none for an absent field. */
export function vectorItems(table: FlatTable, field: number, itemSize: number): readonly number[] {
  const position = table.at(field)
  if (position === null) return []
  const start = position + table.view.getUint32(position, true)
  const length = table.view.getUint32(start, true)
  return Array.from({ length }, (_, index) => start + 4 + index * itemSize)
}

export function stringField(table: FlatTable, field: number): string {
  const position = table.at(field)
  if (position === null) return ''
  const { view } = table
  const start = position + view.getUint32(position, true)
  const length = view.getUint32(start, true)
  return new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + start + 4, length))
}

export function smallField(table: FlatTable, field: number): number {
  const position = table.at(field)
  return position === null ? 0 : table.view.getUint8(position)
}

export function longField(table: FlatTable, field: number): number {
  const position = table.at(field)
  return position === null ? 0 : Number(table.view.getBigInt64(position, true))
}
