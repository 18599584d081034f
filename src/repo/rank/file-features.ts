import { pageRank } from '../graph/page-rank.ts'
import type { TextScores } from '../lexical/search-texts.ts'
import { bestChunks } from './chunk-scores.ts'
import { findFileMentions } from './mentions.ts'
import type { Question } from './question.ts'
import type { TreeSearch } from './tree-search.ts'

/** Names of what a file is judged by. Each is 0 for nothing, and 1 for the best file of the tree or a sure sign. */
export const fileFeatureNames = [
  'body',
  'title',
  'path',
  'names',
  'mention',
  'module',
  'symbols',
  'frame',
  'graph',
  'chunk',
  'titleChunk',
  'titleNames',
  'imported',
  'member',
] as const
export type FileFeatureName = (typeof fileFeatureNames)[number]
export type FileFeatures = Readonly<Record<FileFeatureName, number>>

export interface JudgedFile {
  readonly node: number
  readonly path: string
  readonly features: FileFeatures
}

export interface QuestionScores {
  readonly whole: TextScores
  readonly title: TextScores
}

/** Every file of the product, by path. */
export function judgeFiles(
  search: TreeSearch,
  question: Question,
  { whole, title }: QuestionScores,
): readonly JudgedFile[] {
  const { products, tree } = search
  const mentions = findFileMentions(search, question)
  const columns: Record<FileFeatureName, Float64Array> = {
    body: scaled(whole.bodies, products),
    title: scaled(title.bodies, products),
    path: scaled(whole.paths, products),
    names: scaled(whole.names, products),
    mention: mentions.paths,
    module: mentions.modules,
    symbols: scaled(mentions.symbols, products),
    frame: mentions.frames,
    graph: new Float64Array(),
    chunk: scaled(bestChunks(search, whole), products),
    titleChunk: scaled(bestChunks(search, title), products),
    titleNames: scaled(title.names, products),
    imported: mentions.imports,
    member: mentions.members,
  }
  columns.graph = graphRanks(
    search,
    (node) =>
      (columns.body[node] ?? 0) ** 4 +
      (columns.symbols[node] ?? 0) +
      (columns.mention[node] ?? 0) +
      (columns.module[node] ?? 0) +
      (columns.frame[node] ?? 0),
  )
  return products.map((node) => ({
    node,
    path: tree.files[node] ?? '',
    features: rowOf(columns, node),
  }))
}

function rowOf(columns: Readonly<Record<FileFeatureName, Float64Array>>, node: number): FileFeatures {
  return {
    body: columns.body[node] ?? 0,
    title: columns.title[node] ?? 0,
    path: columns.path[node] ?? 0,
    names: columns.names[node] ?? 0,
    mention: columns.mention[node] ?? 0,
    module: columns.module[node] ?? 0,
    symbols: columns.symbols[node] ?? 0,
    frame: columns.frame[node] ?? 0,
    graph: columns.graph[node] ?? 0,
    chunk: columns.chunk[node] ?? 0,
    titleChunk: columns.titleChunk[node] ?? 0,
    titleNames: columns.titleNames[node] ?? 0,
    imported: columns.imported[node] ?? 0,
    member: columns.member[node] ?? 0,
  }
}

/** Ranks of a walk over the tag graph that starts again where a question points to, as features. */
function graphRanks(
  { products, tagGraph, tree }: TreeSearch,
  restartOf: (node: number) => number,
): Float64Array {
  const restart = new Float64Array(tree.files.length)
  for (const node of products) restart[node] = restartOf(node)
  return scaled(pageRank(tagGraph.graph, restart, 0.7).map(Math.sqrt), products)
}

/** Divided by the greatest of the product's. */
function scaled(values: Float64Array, products: readonly number[]): Float64Array {
  const greatest = products.reduce((most, node) => Math.max(most, values[node] ?? 0), 0)
  return greatest === 0 ? values : values.map((value) => value / greatest)
}
