/**
 * Finding the right code in a tree of files: what each file defines and uses, kept by content; ranks of files and
 * symbols for a question; maps of what matters in a budget of tokens. It reads trees and never writes to them.
 */
export {
  createCodeFinder,
  type CodeFinder,
  type CodeFinderOptions,
  type FinderMapRequest,
  type FindOptions,
  type FoundMap,
} from './code-finder.ts'
export {
  createCounterparts,
  type Counterpart,
  type FindCounterparts,
} from './counterparts/find-counterparts.ts'
export { openCodeIndex, type CodeIndex } from './facts/code-index.ts'
export { definitionsOf, nodeOf, type IndexedTree } from './facts/indexed-tree.ts'
export { readingOf } from './facts/source-language.ts'
export type { SourceTree } from './facts/source-files.ts'
export type { Unread } from './facts/read-source.ts'
export { createGitSourceTree } from './git-source-tree.ts'
export { renderMap, type MapSymbol, type RepoMap } from './map/repo-map.ts'
export { fileFeatureNames, type FileFeatures } from './rank/file-features.ts'
export {
  judgeCode,
  rankCode,
  rankJudged,
  type CodeRanking,
  type JudgedCode,
  type RankedFile,
  type RankedSymbol,
  type RankWeights,
} from './rank/rank-code.ts'
export { symbolFeatureNames } from './rank/symbol-features.ts'
export { isTestPath } from './rank/test-path.ts'
export { createTreeSearch, type TreeSearch } from './rank/tree-search.ts'
export { createTagger, type Tagger } from './tags/extract-tags.ts'
export type { Definition } from './tags/file-tags.ts'
