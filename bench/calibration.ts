/**
 * How far a confidence can be believed: `npm run bench:calibration -- --candidates FILE --observations FOLDER
 * [--draws 40] [--seed 1]`.
 *
 * Pools of 4 of the same labelled patches as `bench:select`, a third each with none, one and two right ones, as an issue
 * may have. What the choice without a model says of itself is set against the labels, as said and after a recalibration
 * fitted on four fifths of the issues; weights of signs are fitted on other issues, too. Every issue weighs the same.
 */
import { parseArgs } from 'node:util'
import {
  brierScore,
  expectedCalibrationError,
  fitRecalibration,
  reliabilityTable,
  riskCoverageArea,
  type Forecast,
} from '../src/std/index.ts'
import { renderTable } from '../src/view/index.ts'
import { oddsOf, rankClasses } from '../src/selection/index.ts'
import { crossFit, type CrossFit } from './select/cross-fit.ts'
import { drawPools } from './select/draw-pools.ts'
import { loadIssues, type Pool } from './select/load-issues.ts'

const { values } = parseArgs({
  options: {
    candidates: { type: 'string' },
    observations: { type: 'string' },
    draws: { type: 'string', default: '40' },
    seed: { type: 'string', default: '1' },
  },
})
const { candidates, observations } = values
if (candidates === undefined || observations === undefined) {
  console.error('give --candidates FILE and --observations FOLDER')
  process.exit(2)
}
const seed = Number(values.seed)
const origins = new Set(['attempt', 'mutant'])
const issues = await loadIssues({ candidates, observations })
const weights = crossFit(issues, { seed, origins })
const drawn = [0, 1, 2].map((right) =>
  drawPools(issues, { size: 4, right, draws: Number(values.draws), seed: seed + right, origins }),
)
/** Issues that have pools of each kind. */
const ids = [...(drawn[0]?.keys() ?? [])].filter((id) => drawn.every((pools) => pools.has(id)))
const byIssue = ids.map((id) =>
  drawn.flatMap((pools) => (pools.get(id) ?? []).map((pool) => forecastOf(pool, weights))),
)
const said = byIssue.flat()
const folds = 5
const mended = byIssue.flatMap((own, at) => {
  const others = byIssue.filter((_, other) => other % folds !== at % folds).flat()
  const { of: recalibrate } = fitRecalibration(others)
  return own.map((forecast) => ({ ...forecast, probability: recalibrate(forecast.probability) }))
})

console.log(`${ids.length} issues, ${said.length} choices, ${percent(rate(said))} % of them right\n`)
console.log(
  renderTable(
    ['CONFIDENCE', 'ECE', 'BRIER', 'AREA OF RISK', 'WRONG AT 100 %', 'WRONG AT 70 %'],
    [
      ['as said', ...figures(said)],
      ['recalibrated', ...figures(mended)],
    ],
  ).join('\n'),
)
console.log(`\nas said, and what was true`)
console.log(
  renderTable(
    ['CHOICES', 'SAID', 'TRUE'],
    reliabilityTable(said, 10).map(({ count, predicted, observed }) => [
      String(count),
      percent(predicted),
      percent(observed),
    ]),
  ).join('\n'),
)
console.log('\nwrong among those chosen, by how many are given up')
const order = said.toSorted((a, b) => b.probability - a.probability)
console.log(
  [0, 10, 20, 30, 40, 50, 60, 70, 80, 90]
    .map((given) => {
      const kept = order.slice(0, Math.round((order.length * (100 - given)) / 100))
      return `${given} %: ${percent(1 - rate(kept))} %`
    })
    .join(', '),
)

function forecastOf({ issue, patches, observations: seen, signs }: Pool, { of }: CrossFit): Forecast {
  const own = of(issue)
  const [first] = rankClasses(seen, { signs: signs.map((one) => oddsOf(one, own)) }).classes
  return {
    probability: first?.posterior ?? 0,
    outcome: first !== undefined && patches[first.patch]?.resolved === true,
  }
}

function figures(forecasts: readonly Forecast[]): readonly string[] {
  const surest = forecasts.toSorted((a, b) => b.probability - a.probability)
  return [
    expectedCalibrationError(forecasts, 10).toFixed(3),
    brierScore(forecasts).toFixed(3),
    riskCoverageArea(forecasts).toFixed(3),
    percent(1 - rate(forecasts)),
    percent(1 - rate(surest.slice(0, Math.round(0.7 * surest.length)))),
  ]
}

function rate(forecasts: readonly Forecast[]): number {
  return forecasts.filter(({ outcome }) => outcome).length / forecasts.length
}

function percent(share: number): string {
  return (100 * share).toFixed(1)
}
