/** Whether the functions that gold patches change stand in maps of several sizes, made with cross-validated weights. */
import { definitionsOf, nodeOf, openCodeIndex, renderMap, type CodeRanking } from '../../src/repo/index.ts'
import { createSyntax } from '../../src/syntax/index.ts'
import type { CloneTrees } from './clone-trees.ts'
import type { Issue, Observation } from './collect.ts'
import { cell } from './report.ts'

export interface MapHitsRequest {
  readonly issues: readonly Issue[]
  readonly observations: readonly Observation[]
  readonly rankings: ReadonlyMap<string, CodeRanking>
  readonly trees: CloneTrees
  /** Where the index of a repository lies. */
  readonly folderOf: (repo: string) => string
}

const sizes = [1000, 4000, 8000]

export async function printMapHits(request: MapHitsRequest): Promise<void> {
  const { issues, observations, rankings, trees, folderOf } = request
  using syntax = createSyntax()
  const hits = new Map(sizes.map((size): [number, { all: boolean; named: boolean }[]] => [size, []]))
  for (const repo of new Set(issues.map(({ repo }) => repo))) {
    using index = openCodeIndex({ syntax, folder: folderOf(repo), cores: 2 })
    for (const issue of issues.filter((issue) => issue.repo === repo)) {
      const seen = observations.find(({ id }) => id === issue.instance_id)
      const ranking = rankings.get(issue.instance_id)
      const tree = trees.open(issue.repo, issue.base_commit)
      if (!seen || !ranking || !tree || seen.goldSymbols.length === 0) continue
      const indexed = await index.read(tree)
      for (const [size, found] of hits) {
        const map = await renderMap({
          symbols: ranking.symbols,
          files: ranking.files.map(({ path }) => path),
          index: indexed,
          tree,
          tokens: size,
        })
        if (map.tokens > size) throw new Error(`a map of ${map.tokens} tokens where ${size} were asked for`)
        const shown = new Set(
          map.symbols.map(
            ({ path, index }) => `${path}:${definitionsOf(indexed, nodeOf(indexed, path))[index]?.startLine}`,
          ),
        )
        found.push({ all: seen.goldSymbols.every((place) => shown.has(place)), named: seen.named })
      }
    }
  }
  console.log('\ngold functions in the map (all of them; weights cross-validated)')
  for (const [size, found] of hits) {
    const unnamed = found.filter(({ named }) => !named)
    console.log(
      `  ${String(size).padEnd(6)}tokens  ${cell(found.map(({ all }) => all))} not named: ${cell(unnamed.map(({ all }) => all))}`,
    )
  }
}
