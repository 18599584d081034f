import { pageRank } from '../graph/page-rank.ts'
import { bm25 } from '../lexical/bm25.ts'
import { findFileMentions } from './mentions.ts'
import type { Question } from './question.ts'
import type { SearchFile, TreeSearch } from './tree-search.ts'

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
] as const
export type FileFeatureName = (typeof fileFeatureNames)[number]
export type FileFeatures = Readonly<Record<FileFeatureName, number>>

export interface JudgedFile {
  readonly file: SearchFile
  readonly features: FileFeatures
}

/** All features but the one that needs the file's text, for every file of the search. */
export function judgeFiles(search: TreeSearch, question: Question): readonly JudgedFile[] {
  const query = search.queryOf(question.terms)
  const { meanLengths, files } = search
  const body = scaled(
    files.map((file) => bm25(file.body, query, { k: 1.5, b: 0.6, meanLength: meanLengths.body })),
  )
  const titleQuery = search.queryOf(question.titleTerms)
  const title = scaled(
    files.map((file) => bm25(file.body, titleQuery, { k: 1.5, b: 0.6, meanLength: meanLengths.body })),
  )
  const path = scaled(
    files.map((file) => bm25(file.pathBag, query, { k: 1, b: 0.3, meanLength: meanLengths.path })),
  )
  const names = scaled(
    files.map((file) => bm25(file.nameBag, query, { k: 1.2, b: 0.6, meanLength: meanLengths.names })),
  )
  const mentions = findFileMentions(search, question)
  const symbols = scaled(mentions.map(({ symbols }) => symbols))
  const graph = graphRanks(search, (index) => {
    const { path: mention = 0, module = 0, frame = 0 } = mentions[index] ?? {}
    return (body[index] ?? 0) ** 4 + (symbols[index] ?? 0) + mention + module + frame
  })
  return files.map((file, index) => ({
    file,
    features: {
      body: body[index] ?? 0,
      title: title[index] ?? 0,
      path: path[index] ?? 0,
      names: names[index] ?? 0,
      mention: mentions[index]?.path ?? 0,
      module: mentions[index]?.module ?? 0,
      symbols: symbols[index] ?? 0,
      frame: mentions[index]?.frame ?? 0,
      graph: graph[index] ?? 0,
      chunk: 0,
    },
  }))
}

/** Ranks of a walk over the tag graph that starts again where a question points to, as features. */
function graphRanks(
  { files, tagGraph }: TreeSearch,
  restartOf: (index: number) => number,
): readonly number[] {
  const restart = new Float64Array(tagGraph.files.length)
  for (const [index, { node }] of files.entries()) restart[node] = restartOf(index)
  const ranks = pageRank(tagGraph.graph, restart, 0.7)
  return scaled(files.map(({ node }) => Math.sqrt(ranks[node] ?? 0)))
}

/** Divided by the greatest. */
export function scaled(values: readonly number[]): readonly number[] {
  const greatest = values.reduce((most, value) => Math.max(most, value), 0)
  return greatest === 0 ? values : values.map((value) => value / greatest)
}
