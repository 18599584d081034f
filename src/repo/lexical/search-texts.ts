import type { IndexedTree, OpenSegment } from '../facts/indexed-tree.ts'
import { forEachPosting } from '../segment/postings.ts'
import type { Postings } from '../segment/segment.ts'
import { bm25Share, inverseFrequency, type Bm25 } from './bm25.ts'
import { openPathIndex, type PathColumns } from './path-index.ts'
import { countRows, docOfNode, type TextRows } from './text-rows.ts'

/** Terms of a question with their weights. */
export type TermWeights = ReadonlyMap<string, number>

/** What a question is worth in each text; rows are counted through the segments of the tree. */
export interface TextScores {
  /** By node: all of a file. */
  readonly bodies: Float64Array
  /** By chunk: a class or function. */
  readonly chunks: Float64Array
  /** By node: the names that a file defines. */
  readonly names: Float64Array
  /** By definition: its own name. */
  readonly definitions: Float64Array
  /** By node. */
  readonly paths: Float64Array
}

export interface TextSearch {
  /** One answer a question; a term that no file of the product holds counts for nothing. */
  readonly score: (questions: readonly TermWeights[]) => readonly TextScores[]
}

/** How rare a term is and how long a text usually is, is counted over the nodes that are part of the product. */
export function createTextSearch(
  tree: IndexedTree,
  isProduct: Uint8Array,
  pathColumns: PathColumns,
): TextSearch {
  const rows = countRows(tree, isProduct)
  const fields = [bodyField(rows), nameField(rows)]
  const paths = openPathIndex(pathColumns)
  return {
    score: (questions) => {
      const answers = questions.map(() => createDocScores(tree, rows))
      for (const [term, weights] of joinQuestions(questions)) {
        for (const field of fields) scoreField(field, { tree, rows, term, weights }, answers)
        paths.score(term, (node, share) => {
          for (const [at, { paths }] of answers.entries())
            paths[node] = (paths[node] ?? 0) + share * (weights[at] ?? 0)
        })
      }
      return answers.map((answer) => toTextScores(answer, tree))
    },
  }
}

/** Bodies and names by doc until the end, since nodes may share one. */
function createDocScores(tree: IndexedTree, rows: TextRows): TextScores {
  return {
    bodies: new Float64Array(rows.bodyLengths.length),
    chunks: new Float64Array(rows.docOfChunk.length),
    names: new Float64Array(rows.nameLengths.length),
    definitions: new Float64Array(rows.docOfDefinition.length),
    paths: new Float64Array(tree.files.length),
  }
}

/** Each term once, with its weight in every question. */
function joinQuestions(questions: readonly TermWeights[]): ReadonlyMap<string, readonly number[]> {
  const joined = new Map<string, number[]>()
  for (const [at, question] of questions.entries())
    for (const [term, weight] of question) {
      const weights = joined.get(term) ?? questions.map(() => 0)
      weights[at] = weight
      joined.set(term, weights)
    }
  return joined
}

interface TermScore {
  readonly tree: IndexedTree
  readonly rows: TextRows
  readonly term: string
  readonly weights: readonly number[]
}

/** Texts of one kind, each of which is part of a doc. */
interface Field {
  readonly postingsOf: (open: OpenSegment) => Postings
  readonly firstRow: (open: OpenSegment) => number
  readonly docOfRow: Uint32Array
  readonly lengths: ArrayLike<number>
  readonly docLengths: ArrayLike<number>
  readonly row: Bm25
  readonly doc: Bm25
  /** Where what a row and what its doc is worth are added up. */
  readonly rowScores: (answer: TextScores) => Float64Array
  readonly docScores: (answer: TextScores) => Float64Array
}

function bodyField(rows: TextRows): Field {
  return {
    postingsOf: ({ segment }) => segment.bodies,
    firstRow: ({ firstChunk }) => firstChunk,
    docOfRow: rows.docOfChunk,
    lengths: rows.chunkLengths,
    docLengths: rows.bodyLengths,
    row: rows.chunk,
    doc: rows.body,
    rowScores: ({ chunks }) => chunks,
    docScores: ({ bodies }) => bodies,
  }
}

function nameField(rows: TextRows): Field {
  return {
    postingsOf: ({ segment }) => segment.titles,
    firstRow: ({ firstDefinition }) => firstDefinition,
    docOfRow: rows.docOfDefinition,
    lengths: rows.definitionLengths,
    docLengths: rows.nameLengths,
    row: rows.definition,
    doc: rows.name,
    rowScores: ({ definitions }) => definitions,
    docScores: ({ names }) => names,
  }
}

function scoreField(
  field: Field,
  { tree, rows, term, weights }: TermScore,
  answers: readonly TextScores[],
): void {
  const found: number[] = []
  const counts: number[] = []
  const docs = createDocCounts()
  for (const open of tree.segments) {
    const id = open.terms.find(term)
    if (id === undefined) continue
    const first = field.firstRow(open)
    forEachPosting(field.postingsOf(open), id, (row, count) => {
      found.push(first + row)
      counts.push(count)
      docs.add(field.docOfRow[first + row] ?? 0, count)
    })
  }
  const rarity = rarityOf(docs.list, rows)
  if (rarity === 0) return
  for (const [at, answer] of answers.entries()) {
    const weight = (weights[at] ?? 0) * rarity
    if (weight === 0) continue
    const ofDocs = {
      items: docs.list,
      counts: docs.counts,
      lengths: field.docLengths,
      measure: field.doc,
      weight,
    }
    addShares(field.docScores(answer), ofDocs)
    const ofRows = { items: found, counts, lengths: field.lengths, measure: field.row, weight }
    addShares(field.rowScores(answer), ofRows)
  }
}

interface Shares {
  readonly items: readonly number[]
  readonly counts: readonly number[]
  readonly lengths: ArrayLike<number>
  readonly measure: Bm25
  readonly weight: number
}

function addShares(scores: Float64Array, { items, counts, lengths, measure, weight }: Shares): void {
  for (const [index, item] of items.entries())
    scores[item] = (scores[item] ?? 0) + weight * bm25Share(counts[index] ?? 0, lengths[item] ?? 0, measure)
}

/** Rows of one doc come one after the other: its counts are added up as they come. */
function createDocCounts() {
  const list: number[] = []
  const counts: number[] = []
  return {
    list,
    counts,
    add: (doc: number, count: number): void => {
      if (list.at(-1) === doc) counts[counts.length - 1] = (counts.at(-1) ?? 0) + count
      else {
        list.push(doc)
        counts.push(count)
      }
    },
  }
}

/** 0 where no file of the product holds the term. */
function rarityOf(docs: readonly number[], { products, productsOfDoc }: TextRows): number {
  const holders = docs.reduce((sum, doc) => sum + (productsOfDoc[doc] ?? 0), 0)
  return holders === 0 ? 0 : inverseFrequency(holders, products)
}

function toTextScores(scores: TextScores, tree: IndexedTree): TextScores {
  const byNode = (ofDoc: Float64Array): Float64Array => {
    const scores = new Float64Array(tree.files.length)
    for (let node = 0; node < scores.length; node++) scores[node] = ofDoc[docOfNode(tree, node)] ?? 0
    return scores
  }
  return { ...scores, bodies: byNode(scores.bodies), names: byNode(scores.names) }
}
