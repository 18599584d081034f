import { bootstrapInterval, deriveSeed, mean } from '../../src/std/index.ts'
import { renderTable } from '../../src/view/index.ts'
import { oddsOf, rankClasses } from '../../src/selection/index.ts'
import type { CrossFit } from './cross-fit.ts'
import type { Pool } from './load-issues.ts'

/** Mean score of one issue's pools, by selector. */
type IssueScores = Readonly<Record<string, number>>

/** Share of right choices of each selector, ties as their mean, and how much of the way from random to oracle that is. */
export function reportPools(
  title: string,
  pools: ReadonlyMap<string, readonly Pool[]>,
  { weights, seed }: { readonly weights: CrossFit; readonly seed: number },
): void {
  const rows: readonly IssueScores[] = [...pools.values()].map((drawn) =>
    meanScores(drawn.map((pool) => scorePool(pool, weights))),
  )
  const names = Object.keys(rows[0] ?? {})
  console.log(`\n${title}: ${rows.length} issues`)
  const options = { seed: deriveSeed(seed, 1), draws: 2000 }
  const gapOf = (name: string) => (sample: readonly IssueScores[]) => {
    const random = mean(sample.map((row) => row['random'] ?? 0))
    return (
      (mean(sample.map((row) => row[name] ?? 0)) - random) /
      (mean(sample.map((row) => row['oracle'] ?? 0)) - random)
    )
  }
  const percent = (value: number): string => (100 * value).toFixed(1)
  const lines = names.map((name) => {
    const gap = bootstrapInterval(rows, gapOf(name), options)
    const lead = bootstrapInterval(
      rows,
      (sample) => mean(sample.map((row) => (row['ours'] ?? 0) - (row[name] ?? 0))),
      options,
    )
    return [
      name,
      percent(mean(rows.map((row) => row[name] ?? 0))),
      `${percent(gapOf(name)(rows))} (${percent(gap.low)} to ${percent(gap.high)})`,
      name === 'ours'
        ? ''
        : `${percent(mean(rows.map((row) => (row['ours'] ?? 0) - (row[name] ?? 0))))} (${percent(lead.low)} to ${percent(lead.high)})`,
    ]
  })
  console.log(renderTable(['SELECTOR', 'RIGHT %', 'OF THE GAP %', 'OURS IS AHEAD BY'], lines).join('\n'))
}

function meanScores(scores: readonly IssueScores[]): IssueScores {
  const names = Object.keys(scores[0] ?? {})
  return Object.fromEntries(names.map((name) => [name, mean(scores.map((row) => row[name] ?? 0))]))
}

function scorePool({ issue, patches, observations, signs }: Pool, weights: CrossFit): IssueScores {
  const own = weights.of(issue)
  const among = (chosen: readonly number[]): number =>
    mean(chosen.map((at) => (patches[at]?.resolved ? 1 : 0)))
  const all = [...patches.keys()]
  const clean = all.filter((at) => (observations.regression?.runs[at]?.comparison.broken.length ?? 0) === 0)
  const sizes = all.map(
    (at) => observations.textKeys.filter((key) => key === observations.textKeys[at]).length,
  )
  const lengths = patches.map(({ patch }) => -patch.length)
  const [first] = rankClasses(observations, { signs: signs.map((one) => oddsOf(one, own)) }).classes
  return {
    random: among(all),
    'breaks nothing': among(clean.length === 0 ? all : clean),
    'largest class': among(best(all, sizes)),
    shortest: among(best(all, lengths)),
    ours: first && patches[first.patch]?.resolved ? 1 : 0,
    oracle: patches.some(({ resolved }) => resolved) ? 1 : 0,
  }
}

function best(all: readonly number[], scores: readonly number[]): readonly number[] {
  const most = Math.max(...all.map((at) => scores[at] ?? 0))
  return all.filter((at) => scores[at] === most)
}
