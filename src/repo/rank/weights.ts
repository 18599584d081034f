import type { FileFeatureName } from './file-features.ts'
import type { SymbolFeatureName } from './symbol-features.ts'

/**
 * How much each sign counts, fitted by `npm run bench:localize -- --fit` on all issues that it was given. What these
 * weights reach on those same issues is flattery; the bench says what cross-validated ones do.
 */
export const fileWeights: Readonly<Record<FileFeatureName, number>> = {
  body: 1.1,
  title: 1.69,
  path: 1.48,
  names: 0.56,
  mention: 1.11,
  module: 0.09,
  symbols: 0.75,
  frame: 0.33,
  graph: 1.47,
  chunk: 1.52,
  titleChunk: 2.11,
  titleNames: 0.31,
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
  title: 1.41,
  name: 1.18,
  scope: 0.88,
  mention: 0.34,
  word: 0.1,
  qualified: 1.41,
  scopeMention: 1.2,
  frame: 1.55,
  size: 1.5,
  file: 0.89,
  fileRank: 1.37,
}

/** Tells the sum of features times weights. */
export function createWeigher<Name extends string>(
  weights: Readonly<Record<Name, number>>,
): (features: Readonly<Record<Name, number>>) => number {
  // The keys of a record are its names, which Object.keys forgets.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  const names = Object.keys(weights) as Name[]
  return (features) => {
    let score = 0
    for (const name of names) score += features[name] * weights[name]
    return score
  }
}
