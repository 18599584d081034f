import { judgeFiles, type FileFeatures } from './file-features.ts'
import { parseQuestion } from './question.ts'
import { judgeSymbols, type JudgedSymbol } from './symbol-features.ts'
import type { TreeSearch } from './tree-search.ts'
import { createWeigher, fileWeights, readWeights, symbolWeights } from './weights.ts'

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

/**
 * Ranks the product's files for an issue or any other words, and the classes and functions of the best of them. Needs
 * no model; the same tree and text give the same ranks.
 */
export function rankCode(search: TreeSearch, text: string): CodeRanking {
  return rankJudged(judgeCode(search, text))
}

/** What speaks for each file and symbol, before it is weighed. */
export interface JudgedCode {
  /** By path. */
  readonly files: readonly { readonly path: string; readonly features: FileFeatures }[]
  /** Of the files that seem worth it. */
  readonly symbols: readonly JudgedSymbol[]
}

export function judgeCode(search: TreeSearch, text: string): JudgedCode {
  const question = parseQuestion(text)
  const [whole, title] = search.texts.score([question.terms, question.titleTerms])
  if (!whole || !title) throw new RangeError('two questions, two answers')
  const scores = { whole, title }
  const files = judgeFiles(search, question, scores)
  const worthReading = createWeigher(readWeights)
  const worthIt = byScore(files, ({ features }) => worthReading(features)).slice(0, readLimit)
  const nodes = worthIt.map(({ item }) => item.node)
  return { files, symbols: judgeSymbols(search, nodes, { question, scores }) }
}

/** How many files are looked into for their functions. */
const readLimit = 100

export function rankJudged(
  { files, symbols }: JudgedCode,
  weights: RankWeights = { files: fileWeights, symbols: symbolWeights },
): CodeRanking {
  const weighFile = createWeigher(weights.files)
  const weighSymbol = createWeigher(weights.symbols)
  const ranked = byScore(files, ({ features }) => weighFile(features))
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
    symbols: byScore(placed, ({ features }) => weighSymbol(features)).map(({ item, score }) => ({
      ...item,
      score,
    })),
  }
}

interface Scored<T> {
  readonly item: T
  readonly score: number
}

/** Best first; items come ordered by path and place, and equals stay so. */
function byScore<T>(items: readonly T[], scoreOf: (item: T) => number): readonly Scored<T>[] {
  return items.map((item) => ({ item, score: scoreOf(item) })).sort((a, b) => b.score - a.score)
}
