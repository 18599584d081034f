import {
  referenceKinds,
  type Definition,
  type FileTags,
  type Import,
  type Reference,
} from '../tags/file-tags.ts'
import { termsOf, tokensOf } from '../lexical/terms.ts'
import type { Vocabulary } from './vocabulary.ts'

/** What ranking needs to know of one content, numbers standing for strings of one vocabulary. */
export interface FileFacts {
  readonly lines: number
  /** All terms of the text, repetitions counted. */
  readonly termTotal: number
  /** Pairs of term and how often it occurs, by ascending term. */
  readonly terms: Uint32Array
  readonly definitions: readonly Definition[]
  /** Rows of name, kind, owner + 1 and count. */
  readonly references: Uint32Array
  readonly imports: readonly Import[]
}

export const noFacts: FileFacts = {
  lines: 0,
  termTotal: 0,
  terms: new Uint32Array(),
  definitions: [],
  references: new Uint32Array(),
  imports: [],
}

/** Splits tokens into terms, as numbers; remembers how, because code says the same words again and again. */
export type TermSplitter = (token: string) => readonly number[]

export function createTermSplitter(vocabulary: Vocabulary): TermSplitter {
  const splits = new Map<string, readonly number[]>()
  return (token) => {
    const known = splits.get(token)
    if (known) return known
    const ids = termsOf(token).map((term) => vocabulary.intern(term))
    splits.set(token, ids)
    return ids
  }
}

/** What a text and its tags come down to. */
export function toFacts(
  source: string,
  tags: FileTags,
  { vocabulary, split }: { readonly vocabulary: Vocabulary; readonly split: TermSplitter },
): FileFacts {
  const counts = new Map<number, number>()
  let termTotal = 0
  for (const token of tokensOf(source)) {
    for (const id of split(token)) {
      counts.set(id, (counts.get(id) ?? 0) + 1)
      termTotal++
    }
  }
  return {
    lines: source === '' ? 0 : source.split('\n').length,
    termTotal,
    terms: Uint32Array.from([...counts].sort(([a], [b]) => a - b).flat()),
    definitions: tags.definitions,
    references: packReferences(tags.references, vocabulary),
    imports: tags.imports,
  }
}

function packReferences(references: readonly Reference[], vocabulary: Vocabulary): Uint32Array {
  const packed = new Uint32Array(references.length * 4)
  for (const [index, { name, kind, owner, count }] of references.entries())
    packed.set([vocabulary.intern(name), referenceKinds.indexOf(kind), owner + 1, count], index * 4)
  return packed
}

/** How often a text holds a term, by binary search. */
export function countOf({ terms }: FileFacts, term: number): number {
  let low = 0
  let high = terms.length / 2 - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const found = terms[middle * 2] ?? 0
    if (found === term) return terms[middle * 2 + 1] ?? 0
    if (found < term) low = middle + 1
    else high = middle - 1
  }
  return 0
}
