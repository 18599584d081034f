/**
 * Selectors that need no model, on labelled patches of real issues: `npm run bench:select -- --candidates FILE
 * --observations FOLDER [--draws 200] [--seed 1] [--origins attempt,mutant] [--fit]`.
 *
 * Pools of 4 and 8 with 25 % and 50 % right patches are drawn by seed from what `select/make-candidates.ts` labelled and
 * `select/observe-candidates.ts` ran. Every text is in a pool once, in an order that tells nothing; a mutant is never
 * beside the fix that it was made from. Weights of signs are fitted on other repositories than the pool's own.
 * Intervals are over issues.
 */
import { parseArgs } from 'node:util'
import { loadIssues } from './select/load-issues.ts'
import { crossFit } from './select/cross-fit.ts'
import { drawPools } from './select/draw-pools.ts'
import { reportPools } from './select/report-pools.ts'

const { values } = parseArgs({
  options: {
    candidates: { type: 'string' },
    observations: { type: 'string' },
    draws: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    origins: { type: 'string', default: 'attempt,mutant' },
    fit: { type: 'boolean', default: false },
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
console.log(
  `${issues.length} issues, ${issues.reduce((sum, { patches }) => sum + patches.length, 0)} patches, ${draws} draws, seed ${seed}, wrong ones: ${values.origins}`,
)
const weights = crossFit(issues, { seed, origins })
if (values.fit) console.log(JSON.stringify(weights.all, null, 1))
for (const size of [4, 8])
  for (const right of [size / 4, size / 2]) {
    const pools = drawPools(issues, { size, right, draws, seed, origins })
    reportPools(`pools of ${size}, ${Math.round((100 * right) / size)} % right`, pools, { weights, seed })
  }
