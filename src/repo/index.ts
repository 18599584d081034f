/**
 * Finding the right code in a tree of files: what each file defines and uses, kept by content, and ranks of files and
 * symbols for a question. It reads trees and never writes to them.
 */
export { openCodeIndex, type CodeIndex, type SourceTree, type TreeFacts } from './facts/code-index.ts'
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
export { createTreeSearch, type TreeSearch } from './rank/tree-search.ts'
