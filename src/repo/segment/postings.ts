import type { Postings } from './segment.ts'

/** One row: an item that holds a term, and how often. Rows of a term must come by rising item. */
export type VisitRow = (term: number, item: number, count: number) => void

/** Packs rows of many terms in any order of terms. Rows are asked for twice: to measure, and to write. */
export function encodePostings(terms: number, forEachRow: (visit: VisitRow) => void): Postings {
  const last = new Int32Array(terms).fill(-1)
  const starts = new Uint32Array(terms + 1)
  forEachRow((term, item, count) => {
    const length = sizeOf(item - (last[term] ?? 0)) + sizeOf(count)
    starts[term + 1] = (starts[term + 1] ?? 0) + length
    last[term] = item
  })
  for (let term = 0; term < terms; term++) starts[term + 1] = (starts[term + 1] ?? 0) + (starts[term] ?? 0)
  const bytes = new Uint8Array(starts[terms] ?? 0)
  const cursors = starts.slice()
  last.fill(-1)
  forEachRow((term, item, count) => {
    const at = put(bytes, cursors[term] ?? 0, item - (last[term] ?? 0))
    cursors[term] = put(bytes, at, count)
    last[term] = item
  })
  return { starts, bytes }
}

export function forEachPosting(
  { starts, bytes }: Postings,
  term: number,
  visit: (item: number, count: number) => void,
): void {
  const end = starts[term + 1] ?? 0
  let item = -1
  for (let at = starts[term] ?? 0; at < end;) {
    let byte = bytes[at++] ?? 0
    let value = byte & 127
    for (let shift = 7; byte > 127; shift += 7) {
      byte = bytes[at++] ?? 0
      value |= (byte & 127) << shift
    }
    item += value
    byte = bytes[at++] ?? 0
    value = byte & 127
    for (let shift = 7; byte > 127; shift += 7) {
      byte = bytes[at++] ?? 0
      value |= (byte & 127) << shift
    }
    visit(item, value)
  }
}

function sizeOf(value: number): number {
  return value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x200000 ? 3 : value < 0x10000000 ? 4 : 5
}

function put(bytes: Uint8Array, at: number, value: number): number {
  let rest = value
  for (; rest > 127; rest >>>= 7) bytes[at++] = (rest & 127) | 128
  bytes[at++] = rest
  return at
}
