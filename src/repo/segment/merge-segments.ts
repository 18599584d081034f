import type { Column } from './column.ts'
import { encodePostings, forEachPosting, type VisitRow } from './postings.ts'
import { beginDoc, createSegmentColumns, finishColumns, type SegmentColumns } from './segment-columns.ts'
import { docCount, type Postings, type Segment } from './segment.ts'
import { createStringTable, openStringTable } from './string-table.ts'

/** A segment, and which of its docs are wanted; null for all. */
export interface SegmentPart {
  readonly segment: Segment
  readonly wanted: Uint8Array | null
}

/** One segment with all docs of several. */
export function joinSegments(segments: readonly Segment[]): Segment {
  const [only] = segments
  if (only && segments.length === 1) return only
  return mergeSegments(segments.map((segment) => ({ segment, wanted: null })))
}

/** One segment with the wanted docs of several, in their order. */
export function mergeSegments(parts: readonly SegmentPart[]): Segment {
  const keys = createStringTable()
  const terms = createStringTable()
  const names = createStringTable()
  const into = createSegmentColumns()
  const sources = parts.map(({ segment, wanted }): Source => {
    const source: Source = {
      segment,
      terms: terms.internAll(segment.terms),
      names: names.internAll(segment.names),
      chunks: new Int32Array(segment.chunks.lengths.length).fill(-1),
      definitions: new Int32Array(segment.definitions.names.length).fill(-1),
    }
    const keyTable = openStringTable(segment.keys)
    for (let doc = 0; doc < docCount(segment); doc++) {
      if (wanted && wanted[doc] === 0) continue
      keys.intern(keyTable.textOf(doc))
      copyDoc(source, doc, into)
    }
    return source
  })
  const termColumns = terms.finish()
  const termCount = termColumns.starts.length - 1
  const rowsOf =
    (postingsOf: (segment: Segment) => Postings, placesOf: (source: Source) => Int32Array) =>
    (visit: VisitRow): void => {
      for (const source of sources)
        forEachRow({ postings: postingsOf(source.segment), places: placesOf(source), ...source }, visit)
    }
  return {
    keys: keys.finish(),
    ...finishColumns(into),
    terms: termColumns,
    names: names.finish(),
    bodies: encodePostings(
      termCount,
      rowsOf(
        ({ bodies }) => bodies,
        ({ chunks }) => chunks,
      ),
    ),
    titles: encodePostings(
      termCount,
      rowsOf(
        ({ titles }) => titles,
        ({ definitions }) => definitions,
      ),
    ),
  }
}

interface Source {
  readonly segment: Segment
  /** From numbers of the source to numbers of the result; -1 for what is left out. */
  readonly terms: Uint32Array
  readonly names: Uint32Array
  readonly chunks: Int32Array
  readonly definitions: Int32Array
}

function copyDoc(source: Source, doc: number, into: SegmentColumns): void {
  const { docs, chunks, definitions, references } = source.segment
  beginDoc(into)
  into.docs.fates.push(docs.fates[doc] ?? 0)
  into.docs.lines.push(docs.lines[doc] ?? 0)
  into.docs.sizes.push(docs.sizes[doc] ?? 0)
  const nameOf = (name: number): number => source.names[name] ?? 0
  for (const row of rowsOf(docs.chunkStarts, doc)) {
    source.chunks[row] = into.chunks.lengths.length()
    copy(chunks.definitions, into.chunks.definitions, row)
    copy(chunks.lengths, into.chunks.lengths, row)
  }
  for (const row of rowsOf(docs.definitionStarts, doc)) {
    source.definitions[row] = into.definitions.names.length()
    into.definitions.names.push(nameOf(definitions.names[row] ?? 0))
    copy(definitions.kinds, into.definitions.kinds, row)
    copy(definitions.lines, into.definitions.lines, row)
    copy(definitions.startLines, into.definitions.startLines, row)
    copy(definitions.endLines, into.definitions.endLines, row)
    copy(definitions.parents, into.definitions.parents, row)
    copy(definitions.lengths, into.definitions.lengths, row)
  }
  for (const row of rowsOf(docs.referenceStarts, doc)) {
    into.references.names.push(nameOf(references.names[row] ?? 0))
    copy(references.uses, into.references.uses, row)
  }
  copyImports(source, doc, into)
}

function copyImports({ segment, names }: Source, doc: number, into: SegmentColumns): void {
  const { docs, imports } = segment
  for (const row of rowsOf(docs.importStarts, doc)) {
    into.imports.modules.push(names[imports.modules[row] ?? 0] ?? 0)
    into.imports.nameStarts.push(into.imports.names.length())
    for (const at of rowsOf(imports.nameStarts, row))
      into.imports.names.push(names[imports.names[at] ?? 0] ?? 0)
  }
}

function copy(from: Uint8Array | Uint32Array | Int32Array, to: Column<unknown>, row: number): void {
  to.push(from[row] ?? 0)
}

function* rowsOf(starts: Uint32Array, index: number): Generator<number> {
  const end = starts[index + 1] ?? 0
  for (let row = starts[index] ?? 0; row < end; row++) yield row
}

function forEachRow(
  { postings, places, terms }: Source & { readonly postings: Postings; readonly places: Int32Array },
  visit: VisitRow,
): void {
  for (let term = 0; term < terms.length; term++) {
    const found = terms[term] ?? 0
    forEachPosting(postings, term, (item, count) => {
      const place = places[item] ?? -1
      if (place >= 0) visit(found, place, count)
    })
  }
}
