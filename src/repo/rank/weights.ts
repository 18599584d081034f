import type { FileFeatureName } from './file-features.ts'
import type { SymbolFeatureName } from './symbol-features.ts'

/**
 * How much each sign counts, fitted by `npm run bench:localize -- --fit` on all issues that it was given. What these
 * weights reach on those same issues is flattery; the bench says what cross-validated ones do.
 */
export const fileWeights: Readonly<Record<FileFeatureName, number>> = {
  body: 1.16,
  title: 1.59,
  path: 1.49,
  names: 0.52,
  mention: 1.11,
  module: 0.11,
  symbols: 0.71,
  frame: 0.36,
  graph: 1.56,
  chunk: 1.5,
  titleChunk: 2.04,
  titleNames: 0.38,
  imported: 1.02,
  member: 1.45,
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
  chunk: 3,
  titleChunk: 0,
  titleNames: 0,
  imported: 1,
  member: 2,
}

export const symbolWeights: Readonly<Record<SymbolFeatureName, number>> = {
  chunk: 2.74,
  title: 1.35,
  name: 1.2,
  scope: 0.96,
  mention: 0.35,
  word: 0.14,
  qualified: 1.46,
  scopeMention: 1.18,
  frame: 1.56,
  size: 1.54,
  file: 0.9,
  fileRank: 1.34,
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
