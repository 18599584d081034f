/**
 * What each part of `--select auto` adds, on the pools of `bench:select`: `npm run bench:ablation -- --candidates FILE
 * --observations FOLDER [--draws 100] [--seed 1] [--origins attempt,mutant]`.
 *
 * `auto` with and without a verifier, each beside itself without one part; the verifier was trained on other repositories
 * than the pool's own, weights of signs on other issues. A part adds something where the choice without it is behind by
 * more than chance, by the paired interval over issues. No generated test and no model is among these pools: what they
 * add is not measured here.
 */
import { parseArgs } from 'node:util'
import { bootstrapInterval, deriveSeed, mean } from '../src/std/index.ts'
import { renderTable } from '../src/view/index.ts'
import { variants, type AblationParts, type Variant } from './select/ablation-scores.ts'
import { crossFit } from './select/cross-fit.ts'
import { drawPools } from './select/draw-pools.ts'
import { loadIssues } from './select/load-issues.ts'
import { fitVerifiers } from './select/verifier-fit.ts'

const { values } = parseArgs({
  options: {
    candidates: { type: 'string' },
    observations: { type: 'string' },
    draws: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    origins: { type: 'string', default: 'attempt,mutant' },
  },
})
const { candidates, observations } = values
if (candidates === undefined || observations === undefined) {
  console.error('give --candidates FILE and --observations FOLDER')
  process.exit(2)
}

const issues = await loadIssues({ candidates, observations })
const seed = Number(values.seed)
const draws = Number(values.draws)
const origins = new Set(values.origins.split(','))
console.log(`${issues.length} issues, ${draws} draws, seed ${seed}, wrong ones: ${values.origins}`)
const parts: AblationParts = {
  weights: crossFit(issues, { seed, origins }),
  verifier: fitVerifiers(issues, { seed, origins, signs: true, without: 'repository' }),
  plainVerifier: fitVerifiers(issues, { seed, origins, signs: false, without: 'repository' }),
  nearVerifier: fitVerifiers(issues, { seed, origins, signs: true, without: 'issue' }),
}
/** Mean score of one issue's pools, by the name of the variant. */
type Scores = Readonly<Record<string, number>>
for (const size of [4, 8])
  for (const right of [size / 4, size / 2]) {
    const pools = drawPools(issues, { size, right, draws, seed, origins })
    const rows = [...pools.values()].map((drawn): Scores =>
      Object.fromEntries(
        variants.map(({ name, score }) => [name, mean(drawn.map((pool) => score(pool, parts)))]),
      ),
    )
    console.log(`\npools of ${size}, ${Math.round((100 * right) / size)} % right: ${rows.length} issues`)
    console.log(table(rows).join('\n'))
  }

/** Intervals are over issues; those of the difference are of the same issues for both. */
function table(rows: readonly Scores[]): readonly string[] {
  const options = { seed: deriveSeed(seed, 1), draws: 2000 }
  const of = (sample: readonly Scores[], name: string): number => mean(sample.map((row) => row[name] ?? 0))
  const gap = (name: string) => (sample: readonly Scores[]) =>
    (of(sample, name) - of(sample, 'random')) / (of(sample, 'oracle') - of(sample, 'random'))
  const show = (statistic: (sample: readonly Scores[]) => number): string => {
    const { low, high } = bootstrapInterval(rows, statistic, options)
    return `${percent(statistic(rows))} (${percent(low)} to ${percent(high)})`
  }
  const versus = ({ name, against }: Variant): readonly string[] => {
    if (against === null) return []
    const behind = (sample: readonly Scores[]): number => of(sample, name) - of(sample, against)
    const { low, high } = bootstrapInterval(rows, behind, options)
    const leavesOut = name.startsWith(`${against} without`)
    const [better, same, worse] = leavesOut
      ? ['the part costs', 'the part adds nothing beyond chance', 'the part adds']
      : ['better', 'no difference beyond chance', 'worse']
    return [against, show(behind), low > 0 ? better : high < 0 ? worse : same]
  }
  return renderTable(
    ['CHOICE', 'RIGHT %', 'OF THE GAP %', 'AGAINST', 'AHEAD BY', 'SO'],
    variants.map((variant) => [
      variant.name,
      percent(of(rows, variant.name)),
      show(gap(variant.name)),
      ...versus(variant),
    ]),
  )
}

function percent(share: number): string {
  return (100 * share).toFixed(1)
}
