import type { StringColumns } from './string-table.ts'

/**
 * What is known of some contents, as columns of numbers, found by content and never changed. A *doc* is a content read
 * as one language; a *chunk* is a class or function of it without what its inner functions hold, or, first of each doc,
 * what stands outside of all. Wherever a list belongs to another, the `…Starts` column says where each part begins,
 * with one more entry for the end.
 */
export interface Segment {
  /** Of docs, in their order: id of the content and how it was read. */
  readonly keys: StringColumns
  readonly docs: DocColumns
  readonly chunks: ChunkColumns
  readonly definitions: DefinitionColumns
  readonly references: ReferenceColumns
  readonly imports: ImportColumns
  /** Words as they are searched for. */
  readonly terms: StringColumns
  /** Names of definitions and references, modules and names of imports. */
  readonly names: StringColumns
  /** By term: chunks that hold it, and how often. */
  readonly bodies: Postings
  /** By term: definitions whose name holds it, and how often. */
  readonly titles: Postings
}

export interface DocColumns {
  /** Place in `docFates`. */
  readonly fates: Uint8Array
  readonly lines: Uint32Array
  /** UTF-8 bytes of the content. */
  readonly sizes: Uint32Array
  readonly chunkStarts: Uint32Array
  readonly definitionStarts: Uint32Array
  readonly referenceStarts: Uint32Array
  readonly importStarts: Uint32Array
}

export interface ChunkColumns {
  /** Place in the doc's definitions; -1 for what stands outside of all. */
  readonly definitions: Int32Array
  /** Terms, repetitions counted. */
  readonly lengths: Uint32Array
}

export interface DefinitionColumns {
  readonly names: Uint32Array
  /** Place in `definitionKinds`. */
  readonly kinds: Uint8Array
  readonly lines: Uint32Array
  readonly startLines: Uint32Array
  readonly endLines: Uint32Array
  /** Place in the doc's definitions; -1 at the top. */
  readonly parents: Int32Array
  /** Terms of the name. */
  readonly lengths: Uint8Array
}

export interface ReferenceColumns {
  readonly names: Uint32Array
  /** See `packUse`. */
  readonly uses: Uint32Array
}

export interface ImportColumns {
  readonly modules: Uint32Array
  readonly nameStarts: Uint32Array
  readonly names: Uint32Array
}

/** Lists of numbers with counts: differences and counts as variable-length numbers. */
export interface Postings {
  readonly starts: Uint32Array
  readonly bytes: Uint8Array
}

export const docFates = ['read', 'huge', 'binary', 'minified', 'unparsed'] as const
export type DocFate = (typeof docFates)[number]

/** Kind, count and owner (0 for none) of a reference in one number; what is greater than fits counts as the greatest. */
export function packUse(kind: number, count: number, owner: number): number {
  return (Math.min(owner, maxOwner) * 2 ** 13 + Math.min(count, maxCount) * 8 + kind) >>> 0
}

export function kindOfUse(use: number): number {
  return use & 7
}

export function countOfUse(use: number): number {
  return (use >>> 3) & maxCount
}

export function ownerOfUse(use: number): number {
  return use >>> 13
}

const maxCount = 2 ** 10 - 1
const maxOwner = 2 ** 19 - 1

export function docCount({ docs }: Segment): number {
  return docs.fates.length
}
