import type { FileFeatureName } from './file-features.ts'
import type { SymbolFeatureName } from './symbol-features.ts'

/**
 * How much each sign counts, fitted by `npm run bench:localize -- --fit` on all issues that it was given. What these
 * weights reach on those same issues is flattery; the bench says what cross-validated ones do.
 */
export const fileWeights: Readonly<Record<FileFeatureName, number>> = {
  body: 0.92,
  title: 2.66,
  path: 1.61,
  names: 1.01,
  mention: 0.75,
  module: 0.27,
  symbols: 0.95,
  frame: 0.31,
  graph: 1.65,
  chunk: 1.83,
  titleChunk: 0,
  titleNames: 0,
  imported: 0,
  member: 0,
}

/** Which files are worth reading: set by hand, and the same for every fit. */
export const readWeights: Readonly<Record<FileFeatureName, number>> = {
  body: 6,
  title: 0,
  path: 2,
  names: 2,
  mention: 3,
  module: 1,
  symbols: 3,
  frame: 2,
  graph: 2,
  chunk: 0,
  titleChunk: 0,
  titleNames: 0,
  imported: 1,
  member: 2,
}

export const symbolWeights: Readonly<Record<SymbolFeatureName, number>> = {
  chunk: 2.69,
  title: 1.42,
  name: 1.39,
  scope: 1.1,
  mention: 0.31,
  word: 0.08,
  qualified: 1.46,
  scopeMention: 1.19,
  frame: 1.5,
  size: 1.46,
  file: 0.66,
  fileRank: 1.26,
}

/** Sum of features times weights. */
export function weigh<Name extends string>(
  features: Readonly<Record<Name, number>>,
  weights: Readonly<Record<Name, number>>,
): number {
  let score = 0
  for (const name in weights) score += features[name] * weights[name]
  return score
}
