import type { FileTree } from '../../domain/index.ts'
import { throwIfAborted } from '../../std/index.ts'
import type { TreeFacts } from '../facts/code-index.ts'
import { decodeSource } from '../facts/read-source.ts'
import { chunksOf, type Chunk } from './chunks.ts'
import { judgeFiles, type FileFeatures, type JudgedFile } from './file-features.ts'
import { parseQuestion } from './question.ts'
import { judgeSymbols, scoreChunks, type JudgedSymbol, type ReadFile } from './symbol-features.ts'
import type { TreeSearch } from './tree-search.ts'
import { fileWeights, readWeights, symbolWeights, weigh } from './weights.ts'

export interface RankedFile {
  readonly path: string
  readonly score: number
  readonly features: FileFeatures
}

export interface RankedSymbol extends JudgedSymbol {
  readonly score: number
}

/** Best first; equals by path and line. */
export interface CodeRanking {
  readonly files: readonly RankedFile[]
  readonly symbols: readonly RankedSymbol[]
}

export interface RankWeights {
  readonly files: typeof fileWeights
  readonly symbols: typeof symbolWeights
}

export interface RankRequest {
  readonly search: TreeSearch
  /** Where the texts of the best files are read. */
  readonly tree: FileTree
  /** An issue, or any other words about what is looked for. */
  readonly text: string
  readonly signal?: AbortSignal | undefined
}

/**
 * Ranks the product's files for a question, and the classes and functions of the best of them. Needs no model; the
 * same tree and text give the same ranks.
 */
export async function rankCode(request: RankRequest): Promise<CodeRanking> {
  return rankJudged(await judgeCode(request))
}

/** What speaks for each file and symbol, before it is weighed. */
export interface JudgedCode {
  /** By path. */
  readonly files: readonly { readonly path: string; readonly features: FileFeatures }[]
  /** Of the files that were read. */
  readonly symbols: readonly JudgedSymbol[]
}

export async function judgeCode({ search, tree, text, signal }: RankRequest): Promise<JudgedCode> {
  const question = parseQuestion(text)
  const query = search.queryOf(question.terms)
  const titleQuery = search.queryOf(question.titleTerms)
  const files = judgeFiles(search, question)
  const read: ReadFile[] = []
  for (const { item } of byScore(files, ({ features }) => weigh(features, readWeights)).slice(0, readLimit)) {
    throwIfAborted(signal)
    read.push({ path: item.file.path, chunks: await readChunks(tree, item.file, search.tree) })
  }
  const scores = scoreChunks(
    read.map(({ chunks }) => chunks),
    query,
  )
  const best = new Map(read.map(({ path }, index) => [path, Math.max(0, ...(scores[index] ?? []))]))
  return {
    files: files.map(({ file, features }) => ({
      path: file.path,
      features: { ...features, chunk: best.get(file.path) ?? 0 },
    })),
    symbols: judgeSymbols(read, question, { query, titleQuery }),
  }
}

/** How many files are read for their functions; what ranks lower keeps its place without. */
const readLimit = 100

export function rankJudged(
  { files, symbols }: JudgedCode,
  weights: RankWeights = { files: fileWeights, symbols: symbolWeights },
): CodeRanking {
  const ranked = byScore(files, ({ features }) => weigh(features, weights.files))
  const best = ranked[0]?.score ?? 0
  const places = new Map(
    ranked.map(({ item, score }, rank) => [
      item.path,
      { file: Math.exp(score - best), fileRank: 1 / (1 + rank) },
    ]),
  )
  const placed = symbols.map((symbol) => ({
    ...symbol,
    features: { ...symbol.features, ...places.get(symbol.path) },
  }))
  return {
    files: ranked.map(({ item, score }) => ({ ...item, score })),
    symbols: byScore(placed, ({ features }) => weigh(features, weights.symbols)).map(({ item, score }) => ({
      ...item,
      score,
    })),
  }
}

async function readChunks(
  tree: FileTree,
  { path, facts }: JudgedFile['file'],
  facts_: TreeFacts,
): Promise<readonly Chunk[]> {
  const bytes = facts.definitions.length === 0 ? null : await tree.read(path)
  const decoded = bytes ? decodeSource(bytes) : null
  return decoded && 'text' in decoded ? chunksOf(decoded.text, facts, facts_) : []
}

interface Scored<T> {
  readonly item: T
  readonly score: number
}

/** Best first; items come ordered by path and place, and equals stay so. */
function byScore<T>(items: readonly T[], scoreOf: (item: T) => number): readonly Scored<T>[] {
  return items.map((item) => ({ item, score: scoreOf(item) })).sort((a, b) => b.score - a.score)
}
