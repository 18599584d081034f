import { z } from 'zod'

export type Columns = Uint8Array | Uint32Array | Int32Array | Float64Array
export type ColumnKind = typeof Uint8Array | typeof Uint32Array | typeof Int32Array | typeof Float64Array

/**
 * Columns of numbers as a file: length of the head (8 bytes, little endian), the head as JSON, which says what this is
 * and how long each column is, then the columns, each at a multiple of 8 bytes, in the byte order of the machine.
 */
export function encodeColumns(label: string, columns: readonly Columns[]): Uint8Array {
  const lengths = columns.map(({ length }) => length)
  const head = Buffer.from(JSON.stringify({ label, order: byteOrder, lengths }))
  const size = Buffer.alloc(8)
  size.writeUInt32LE(head.byteLength)
  const parts = [Buffer.concat([size, head]), ...columns].flatMap(padded)
  return Buffer.concat(parts)
}

/**
 * The columns are views of the bytes, which therefore must not change. Null for what has another label, was cut short,
 * or comes from a machine of the other byte order.
 */
export function decodeColumns(
  label: string,
  file: Uint8Array,
  kinds: readonly ColumnKind[],
): readonly Columns[] | null {
  const head = readHead(file)
  if (head?.label !== label || head.order !== byteOrder || head.lengths.length !== kinds.length) return null
  // Columns need their place in memory to be a multiple of their width.
  const { buffer, byteOffset, byteLength } = file.byteOffset % 8 === 0 ? file : new Uint8Array(file)
  let at = head.end
  const columns: Columns[] = []
  for (const [index, kind] of kinds.entries()) {
    const length = head.lengths[index] ?? 0
    const start = at
    at += Math.ceil((length * kind.BYTES_PER_ELEMENT) / 8) * 8
    if (at > byteLength) return null
    columns.push(viewOf(kind, buffer, { start: byteOffset + start, length }))
  }
  return at === byteLength ? columns : null
}

function viewOf(
  kind: ColumnKind,
  buffer: ArrayBufferLike,
  { start, length }: { readonly start: number; readonly length: number },
): Columns {
  // A union of constructors takes only what all of them take, and all take either kind of buffer.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return new kind(buffer as ArrayBuffer, start, length)
}

const byteOrder = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? 'little' : 'big'

const headSchema = z.object({
  label: z.string(),
  order: z.string(),
  lengths: z.array(z.number().int().nonnegative()),
})

function readHead(bytes: Uint8Array) {
  if (bytes.byteLength < 8) return null
  const end = 8 + new DataView(bytes.buffer, bytes.byteOffset, 8).getUint32(0, true)
  if (end > bytes.byteLength) return null
  try {
    const head = headSchema.safeParse(JSON.parse(Buffer.from(bytes.subarray(8, end)).toString('utf8')))
    return head.success ? { ...head.data, end: Math.ceil(end / 8) * 8 } : null
  } catch {
    // Half a file, or none of ours: what it held is read again from the sources.
    return null
  }
}

function padded({ buffer, byteOffset, byteLength }: Columns): readonly Uint8Array[] {
  const part = new Uint8Array(buffer, byteOffset, byteLength)
  const over = byteLength % 8
  return over === 0 ? [part] : [part, new Uint8Array(8 - over)]
}
