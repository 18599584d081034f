import { grow } from './column.ts'

/** Strings under numbers, as bytes outside the JavaScript heap. Numbers mean nothing outside one table. */
export interface StringTable {
  readonly size: number
  readonly textOf: (id: number) => string
  /** Undefined for a string that the table lacks. */
  readonly find: (text: string) => number | undefined
}

/** A table as arrays: what files hold. */
export interface StringColumns {
  readonly bytes: Uint8Array
  /** Where each string begins, and where the last one ends. */
  readonly starts: Uint32Array
  /** Open addressing by hash: number + 1, or 0. Its length is a power of two. */
  readonly slots: Uint32Array
}

export function openStringTable({ bytes, starts, slots }: StringColumns): StringTable {
  return {
    size: starts.length - 1,
    textOf: (id) => decodeText(bytes, starts[id] ?? 0, starts[id + 1] ?? 0),
    find: (text) => {
      const wanted = encodeText(text)
      const mask = slots.length - 1
      for (let slot = hashOf(wanted, 0, wanted.length) & mask; ; slot = (slot + 1) & mask) {
        const id = (slots[slot] ?? 0) - 1
        if (id < 0) return undefined
        const start = starts[id] ?? 0
        if ((starts[id + 1] ?? 0) - start === wanted.length && isSame(bytes, start, wanted)) return id
      }
    },
  }
}

/** A table that grows. */
export interface StringTableBuilder {
  readonly intern: (text: string) => number
  /** Of every string of a table its number here. */
  readonly internAll: (columns: StringColumns) => Uint32Array
  readonly finish: () => StringColumns
}

export function createStringTable(): StringTableBuilder {
  let bytes = new Uint8Array(1 << 10)
  let starts = new Uint32Array(1 << 7)
  let slots = new Uint32Array(1 << 8)
  let size = 0
  const known = new Map<string, number>()
  const internBytes = (source: Uint8Array, from: number, to: number): number => {
    if ((size + 1) * 2 > slots.length) slots = spread({ bytes, starts, slots }, size)
    const hash = hashOf(source, from, to)
    const mask = slots.length - 1
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const id = (slots[slot] ?? 0) - 1
      if (id < 0) {
        slots[slot] = size + 1
        break
      }
      const start = starts[id] ?? 0
      if ((starts[id + 1] ?? 0) - start === to - from && isSameRange(bytes, start, { source, from, to }))
        return id
    }
    const end = starts[size] ?? 0
    if (end + to - from > bytes.length) bytes = grow(bytes, end + to - from)
    if (size + 2 > starts.length) starts = grow(starts, size + 2)
    bytes.set(source.subarray(from, to), end)
    starts[size + 1] = end + to - from
    return size++
  }
  return {
    intern: (text) => {
      const before = known.get(text)
      if (before !== undefined) return before
      const encoded = encodeText(text)
      const id = internBytes(encoded, 0, encoded.length)
      known.set(text, id)
      return id
    },
    internAll: (columns) => {
      const ids = new Uint32Array(columns.starts.length - 1)
      for (let id = 0; id < ids.length; id++)
        ids[id] = internBytes(columns.bytes, columns.starts[id] ?? 0, columns.starts[id + 1] ?? 0)
      return ids
    },
    finish: () => ({
      bytes: bytes.slice(0, starts[size] ?? 0),
      starts: starts.slice(0, size + 1),
      slots,
    }),
  }
}

function spread({ bytes, starts, slots }: StringColumns, size: number): Uint32Array<ArrayBuffer> {
  const wider = new Uint32Array(slots.length * 4)
  const mask = wider.length - 1
  for (let id = 0; id < size; id++) {
    let slot = hashOf(bytes, starts[id] ?? 0, starts[id + 1] ?? 0) & mask
    while (wider[slot] !== 0) slot = (slot + 1) & mask
    wider[slot] = id + 1
  }
  return wider
}

/** FNV-1a, with its high bits folded in: tables are small against 32 bits. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x01000193)
  return (hash ^ (hash >>> 15)) >>> 0
}

function isSame(bytes: Uint8Array, start: number, wanted: Uint8Array): boolean {
  for (let at = 0; at < wanted.length; at++) if (bytes[start + at] !== wanted[at]) return false
  return true
}

interface ByteRange {
  readonly source: Uint8Array
  readonly from: number
  readonly to: number
}

function isSameRange(bytes: Uint8Array, start: number, { source, from, to }: ByteRange): boolean {
  for (let at = from; at < to; at++) if (bytes[start + at - from] !== source[at]) return false
  return true
}

/** Buffer's own functions: several times as fast on short strings as TextEncoder and TextDecoder. */
function encodeText(text: string): Uint8Array {
  return Buffer.from(text, 'utf8')
}

function decodeText(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('utf8')
}
