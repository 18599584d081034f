import { docCount } from '../segment/segment.ts'
import type { IndexedTree, OpenSegment } from '../facts/indexed-tree.ts'
import type { Bm25 } from './bm25.ts'

/** How long texts are, and whose they are; rows are counted through the segments of a tree. */
export interface TextRows {
  readonly products: number
  /** By doc: nodes of the product that have it. */
  readonly productsOfDoc: Uint32Array
  /** By doc: terms of all its chunks, and of the names of all its definitions. */
  readonly bodyLengths: Uint32Array
  readonly nameLengths: Uint32Array
  /** By chunk and by definition: its doc. */
  readonly docOfChunk: Uint32Array
  readonly chunkLengths: Uint32Array
  readonly docOfDefinition: Uint32Array
  readonly definitionLengths: Uint8Array
  readonly body: Bm25
  readonly chunk: Bm25
  readonly name: Bm25
  readonly definition: Bm25
}

export function countRows(tree: IndexedTree, isProduct: Uint8Array): TextRows {
  const total = (lengthOf: (open: OpenSegment) => number): number =>
    tree.segments.reduce((sum, open) => sum + lengthOf(open), 0)
  const docs = total(({ segment }) => docCount(segment))
  const productsOfDoc = new Uint32Array(docs)
  const bodyLengths = new Uint32Array(docs)
  const nameLengths = new Uint32Array(docs)
  const docOfChunk = new Uint32Array(total(({ segment }) => segment.chunks.lengths.length))
  const chunkLengths = new Uint32Array(docOfChunk.length)
  const docOfDefinition = new Uint32Array(total(({ segment }) => segment.definitions.names.length))
  for (let node = 0; node < tree.files.length; node++) {
    const doc = docOfNode(tree, node)
    if (isProduct[node] === 1) productsOfDoc[doc] = (productsOfDoc[doc] ?? 0) + 1
  }
  const definitionLengths = new Uint8Array(docOfDefinition.length)
  const chunkMean = createMean()
  const definitionMean = createMean()
  for (const { segment, firstDoc, firstChunk, firstDefinition } of tree.segments) {
    const { docs: columns, chunks, definitions } = segment
    for (let at = 0; at < docCount(segment); at++) {
      const doc = firstDoc + at
      const inProduct = (productsOfDoc[doc] ?? 0) > 0
      for (let row = columns.chunkStarts[at] ?? 0; row < (columns.chunkStarts[at + 1] ?? 0); row++) {
        const length = chunks.lengths[row] ?? 0
        docOfChunk[firstChunk + row] = doc
        chunkLengths[firstChunk + row] = length
        bodyLengths[doc] = (bodyLengths[doc] ?? 0) + length
        if (inProduct && (chunks.definitions[row] ?? -1) >= 0) chunkMean.add(length)
      }
      for (
        let row = columns.definitionStarts[at] ?? 0;
        row < (columns.definitionStarts[at + 1] ?? 0);
        row++
      ) {
        const length = definitions.lengths[row] ?? 0
        docOfDefinition[firstDefinition + row] = doc
        definitionLengths[firstDefinition + row] = length
        nameLengths[doc] = (nameLengths[doc] ?? 0) + length
        if (inProduct) definitionMean.add(length)
      }
    }
  }
  const bodyMean = createMean()
  const nameMean = createMean()
  for (let doc = 0; doc < docs; doc++)
    for (let times = productsOfDoc[doc] ?? 0; times > 0; times--) {
      bodyMean.add(bodyLengths[doc] ?? 0)
      nameMean.add(nameLengths[doc] ?? 0)
    }
  return {
    products: bodyMean.count(),
    productsOfDoc,
    bodyLengths,
    nameLengths,
    docOfChunk,
    chunkLengths,
    docOfDefinition,
    definitionLengths,
    body: { k: 1.5, b: 0.6, meanLength: bodyMean.value() },
    chunk: { k: 1.5, b: 0.5, meanLength: chunkMean.value() },
    name: { k: 1.2, b: 0.6, meanLength: nameMean.value() },
    definition: { k: 1.5, b: 0.5, meanLength: definitionMean.value() },
  }
}

export function docOfNode({ segments, places }: IndexedTree, node: number): number {
  return (segments[places.segments[node] ?? 0]?.firstDoc ?? 0) + (places.docs[node] ?? 0)
}

function createMean() {
  let sum = 0
  let count = 0
  return {
    add: (value: number): void => {
      sum += value
      count++
    },
    count: () => count,
    value: () => sum / Math.max(1, count),
  }
}
