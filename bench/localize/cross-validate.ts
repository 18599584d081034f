/** Weights for each repository, fitted on the issues of all others. */
import {
  fileFeatureNames,
  rankJudged,
  symbolFeatureNames,
  type CodeRanking,
  type RankWeights,
} from '../../src/repo/index.ts'
import type { Observation } from './collect.ts'
import { fitWeights, type FitList } from './fit.ts'

export function crossValidate(observations: readonly Observation[]): ReadonlyMap<string, CodeRanking> {
  const rankings = new Map<string, CodeRanking>()
  for (const repo of new Set(observations.map(({ repo }) => repo))) {
    const weights = fitRankWeights(observations.filter((observation) => observation.repo !== repo))
    for (const observation of observations)
      if (observation.repo === repo) rankings.set(observation.id, rankJudged(observation, weights))
  }
  return rankings
}

export function fitRankWeights(observations: readonly Observation[]): RankWeights {
  const files = named(
    fileFeatureNames,
    fitWeights(
      observations
        .map((observation) =>
          toList(
            observation.files.map(({ path, features }) => [features, observation.goldFiles.includes(path)]),
            fileFeatureNames,
          ),
        )
        .filter(({ wanted }) => wanted.size > 0),
      { names: fileFeatureNames.length, ridge },
    ),
  )
  const symbols = named(
    symbolFeatureNames,
    fitWeights(
      observations
        .map((observation) => {
          const ranked = rankJudged(observation, { files, symbols: flat }).symbols
          return toList(
            ranked
              .filter(({ kind }) => kind === 'function')
              .map(({ path, startLine, features }) => [
                features,
                observation.goldSymbols.includes(`${path}:${startLine}`),
              ]),
            symbolFeatureNames,
          )
        })
        .filter(({ wanted }) => wanted.size > 0),
      { names: symbolFeatureNames.length, ridge },
    ),
  )
  return { files, symbols }
}

const flat = named(symbolFeatureNames, new Float64Array(symbolFeatureNames.length).fill(1))

/** The items that could matter: the wanted ones and those that any equal weighing puts near the top. */
function toList<Name extends string>(
  items: readonly (readonly [Readonly<Record<Name, number>>, boolean])[],
  names: readonly Name[],
): FitList {
  const rows = items.map(([features, wanted]) => ({
    row: Float64Array.from(names, (name) => features[name]),
    wanted,
    sum: names.reduce((sum, name) => sum + features[name], 0),
  }))
  const kept = rows.sort((a, b) => b.sum - a.sum).filter(({ wanted }, place) => wanted || place < listLength)
  return {
    rows: kept.map(({ row }) => row),
    wanted: new Set(kept.flatMap(({ wanted }, place) => (wanted ? [place] : []))),
  }
}

const listLength = 300
const ridge = 0.01

function named<Name extends string>(names: readonly Name[], values: Float64Array): Record<Name, number> {
  // The entries are the names, each once; Object.fromEntries forgets that.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return Object.fromEntries(names.map((name, at) => [name, values[at] ?? 0])) as Record<Name, number>
}
