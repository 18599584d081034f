import { CapuchinError } from '../../std/index.ts'
import type { ArrowField } from './arrow-schema.ts'
import { longField, vectorItems, type FlatTable } from './flat-table.ts'

/** Values of a batch's columns, row by row. */
export function readArrowBatch(
  batch: FlatTable,
  fields: readonly ArrowField[],
  body: DataView,
): readonly Readonly<Record<string, unknown>>[] {
  if (batch.at(3) !== null)
    throw new CapuchinError('dataset/arrow', 'the Arrow file is compressed, which is not read')
  const { view } = batch
  const nodes = vectorItems(batch, 1, 16).map((at) => Number(view.getBigInt64(at, true)))
  const buffers = vectorItems(batch, 2, 16).map((at) => {
    const offset = Number(view.getBigInt64(at, true))
    return new DataView(body.buffer, body.byteOffset + offset, Number(view.getBigInt64(at + 8, true)))
  })
  const source = { nodes: nodes.values(), buffers: buffers.values() }
  const columns = fields.map((field) => [field.name, readColumn(field, source)] as const)
  return Array.from({ length: longField(batch, 0) }, (_, row) =>
    Object.fromEntries(columns.map(([name, values]) => [name, values[row]])),
  )
}

/** Nodes and buffers stand in the order in which columns, and columns in columns, are come by. */
interface ColumnSource {
  readonly nodes: Iterator<number>
  readonly buffers: Iterator<DataView>
}

function readColumn(field: ArrowField, source: ColumnSource): readonly unknown[] {
  const length = source.nodes.next().value ?? 0
  if (field.kind === 'null') return Array.from({ length }, () => null)
  const valid = nextBuffer(source)
  const values = readValues(field, length, source)
  const isNull = (row: number): boolean => valid.byteLength > 0 && !bit(valid, row)
  return values.map((value, row) => (isNull(row) ? null : value))
}

function readValues(field: ArrowField, length: number, source: ColumnSource): readonly unknown[] {
  const { kind, wide, children } = field
  if (kind === 'struct') {
    const columns = children.map((child) => [child.name, readColumn(child, source)] as const)
    return Array.from({ length }, (_, row) =>
      Object.fromEntries(columns.map(([name, values]) => [name, values[row]])),
    )
  }
  const data = nextBuffer(source)
  if (kind === 'text' || kind === 'list') {
    const offsets = Array.from({ length: length + 1 }, (_, at) => offsetAt(data, at, wide))
    const cut = kind === 'text' ? textCutter(nextBuffer(source)) : listCutter(children, source)
    return Array.from({ length }, (_, row) => cut(offsets[row] ?? 0, offsets[row + 1] ?? 0))
  }
  return Array.from({ length }, (_, row) => scalarAt(data, row, field))
}

function textCutter(bytes: DataView): (start: number, end: number) => string {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  return (start, end) => decoder.decode(new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start))
}

function listCutter(
  [item]: readonly ArrowField[],
  source: ColumnSource,
): (start: number, end: number) => readonly unknown[] {
  const items = item ? readColumn(item, source) : []
  return (start, end) => items.slice(start, end)
}

function offsetAt(offsets: DataView, at: number, wide: boolean): number {
  // A column without rows may come without offsets.
  if (offsets.byteLength === 0) return 0
  return wide ? Number(offsets.getBigInt64(at * 8, true)) : offsets.getInt32(at * 4, true)
}

function scalarAt(data: DataView, row: number, { kind, wide, perSecond }: ArrowField): unknown {
  if (kind === 'bool') return bit(data, row)
  if (kind === 'float') return data.getFloat64(row * 8, true)
  const value = wide ? Number(data.getBigInt64(row * 8, true)) : data.getInt32(row * 4, true)
  return kind === 'time' ? new Date((value / perSecond) * 1000) : value
}

function bit(bytes: DataView, at: number): boolean {
  return (bytes.getUint8(at >> 3) & (1 << (at & 7))) !== 0
}

function nextBuffer({ buffers }: ColumnSource): DataView {
  const next = buffers.next()
  if (next.done) throw new CapuchinError('dataset/arrow', 'the Arrow file lists too few buffers')
  return next.value
}
