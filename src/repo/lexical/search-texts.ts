import type { IndexedTree } from '../facts/indexed-tree.ts'
import { forEachPosting } from '../segment/postings.ts'
import { bm25Share, inverseFrequency } from './bm25.ts'
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
  const paths = openPathIndex(pathColumns)
  return {
    score: (questions) => {
      const answers = questions.map(() => createDocScores(tree, rows))
      for (const [term, weights] of joinQuestions(questions)) {
        scoreBodies({ tree, rows, term, weights }, answers)
        scoreNames({ tree, rows, term, weights }, answers)
        paths.score(term, (node, share) => {
          for (const [at, { paths }] of answers.entries())
            paths[node] = (paths[node] ?? 0) + share * (weights[at] ?? 0)
        })
      }
      return answers.map((answer) => toTextScores(answer, tree))
    },
  }
}

interface DocScores {
  readonly bodies: Float64Array
  readonly chunks: Float64Array
  readonly names: Float64Array
  readonly definitions: Float64Array
  readonly paths: Float64Array
}

function createDocScores(tree: IndexedTree, rows: TextRows): DocScores {
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

function scoreBodies({ tree, rows, term, weights }: TermScore, answers: readonly DocScores[]): void {
  const chunks: number[] = []
  const chunkCounts: number[] = []
  const docs = createDocCounts()
  for (const { segment, terms, firstChunk } of tree.segments) {
    const id = terms.find(term)
    if (id === undefined) continue
    forEachPosting(segment.bodies, id, (row, count) => {
      chunks.push(firstChunk + row)
      chunkCounts.push(count)
      docs.add(rows.docOfChunk[firstChunk + row] ?? 0, count)
    })
  }
  const rarity = rarityOf(docs.list, rows)
  if (rarity === 0) return
  for (const [at, { bodies, chunks: scores }] of answers.entries()) {
    const weight = (weights[at] ?? 0) * rarity
    if (weight === 0) continue
    for (const [index, doc] of docs.list.entries())
      bodies[doc] =
        (bodies[doc] ?? 0) +
        weight * bm25Share(docs.counts[index] ?? 0, rows.bodyLengths[doc] ?? 0, rows.body)
    for (const [index, chunk] of chunks.entries()) {
      const length = rows.chunkLengths[chunk] ?? 0
      scores[chunk] = (scores[chunk] ?? 0) + weight * bm25Share(chunkCounts[index] ?? 0, length, rows.chunk)
    }
  }
}

function scoreNames({ tree, rows, term, weights }: TermScore, answers: readonly DocScores[]): void {
  const found: number[] = []
  const foundCounts: number[] = []
  const lengths: number[] = []
  const docs = createDocCounts()
  for (const { segment, terms, firstDefinition } of tree.segments) {
    const id = terms.find(term)
    if (id === undefined) continue
    forEachPosting(segment.titles, id, (row, count) => {
      found.push(firstDefinition + row)
      foundCounts.push(count)
      lengths.push(segment.definitions.lengths[row] ?? 0)
      docs.add(rows.docOfDefinition[firstDefinition + row] ?? 0, count)
    })
  }
  const rarity = rarityOf(docs.list, rows)
  if (rarity === 0) return
  for (const [at, { names, definitions }] of answers.entries()) {
    const weight = (weights[at] ?? 0) * rarity
    if (weight === 0) continue
    for (const [index, doc] of docs.list.entries())
      names[doc] =
        (names[doc] ?? 0) + weight * bm25Share(docs.counts[index] ?? 0, rows.nameLengths[doc] ?? 0, rows.name)
    for (const [index, definition] of found.entries())
      definitions[definition] =
        (definitions[definition] ?? 0) +
        weight * bm25Share(foundCounts[index] ?? 0, lengths[index] ?? 0, rows.definition)
  }
}

/** TextRows of one doc come one after the other: its counts are added up as they come. */
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

function toTextScores(scores: DocScores, tree: IndexedTree): TextScores {
  const byNode = (ofDoc: Float64Array): Float64Array => {
    const scores = new Float64Array(tree.files.length)
    for (let node = 0; node < scores.length; node++) scores[node] = ofDoc[docOfNode(tree, node)] ?? 0
    return scores
  }
  return { ...scores, bodies: byNode(scores.bodies), names: byNode(scores.names) }
}
