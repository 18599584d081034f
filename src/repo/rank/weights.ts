import type { FileFeatureName } from './file-features.ts'
import type { SymbolFeatureName } from './symbol-features.ts'

/**
 * How much each sign counts, fitted by `npm run bench:localize -- --fit`; figures that it prints are cross-validated by
 * repository and never those of weights fitted on the issues they are measured on.
 */
export const fileWeights: Readonly<Record<FileFeatureName, number>> = {
  body: 6,
  path: 2,
  names: 2,
  mention: 3,
  module: 1,
  symbols: 3,
  frame: 2,
  graph: 2,
  chunk: 4,
}

/** Which files are worth reading: set by hand, and the same for every fit. */
export const readWeights: Readonly<Record<FileFeatureName, number>> = {
  body: 6,
  path: 2,
  names: 2,
  mention: 3,
  module: 1,
  symbols: 3,
  frame: 2,
  graph: 2,
  chunk: 0,
}

export const symbolWeights: Readonly<Record<SymbolFeatureName, number>> = {
  chunk: 5,
  name: 2,
  scope: 1,
  mention: 2,
  word: 0.5,
  qualified: 2,
  scopeMention: 0.5,
  frame: 2,
  size: 1,
  file: 3,
  fileRank: 2,
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
