/**
 * What the rules for spending a budget come to: `npm run bench:budget -- --candidates FILE --observations FOLDER --costs
 * FILE [--draws 200] [--seed 1] [--model gpt-4o]`.
 *
 * This is a replay of drawn attempts: no attempt is made and no model is asked. A run's 8 attempts are drawn by seed,
 * with putting back, from what `select/make-candidates.ts` labelled and `select/observe-candidates.ts` ran; each is
 * right with its issue's rate (the share of right ones among fixes that systems and sessions made, pulled to a third by
 * the weight of three), and each costs what some recorded attempt of the model cost. That cost and rightness have
 * nothing to do with one another, and that an issue has only so many wrong patches, is not so in life. A choice that
 * would ask a model is paid for and made without one. The rules that decide are the product's own; labels are read
 * only to count what was chosen. Intervals are over issues.
 */
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { selectionCalls } from '../src/app/budget/allowance.ts'
import { mean } from '../src/std/index.ts'
import { drawRuns, rateOf } from './budget/draw-runs.ts'
import { createJudge } from './budget/judge-attempts.ts'
import { callsOfAttempt, replayRun, type Policy } from './budget/replay-run.ts'
import { meansOf, reportPolicies } from './budget/report-policies.ts'
import { crossFit } from './select/cross-fit.ts'
import { loadIssues } from './select/load-issues.ts'
import { readRows } from './select/pool-row.ts'

const { values } = parseArgs({
  options: {
    candidates: { type: 'string' },
    observations: { type: 'string' },
    costs: { type: 'string' },
    draws: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    model: { type: 'string', default: 'gpt-4o' },
  },
})
const { candidates, observations, costs: costsFile } = values
if (candidates === undefined || observations === undefined || costsFile === undefined) {
  console.error('give --candidates FILE, --observations FOLDER and --costs FILE')
  process.exit(2)
}

const attempts = 8
const costRowSchema = z.object({
  attempts: z.array(z.object({ model: z.string().nullish(), cost: z.number() })),
})
const costs = readRows(costsFile, costRowSchema)
  .flatMap((row) => row.attempts)
  .flatMap(({ model, cost }) => (model === values.model ? [cost] : []))
const [seed, draws] = [Number(values.seed), Number(values.draws)]
const issues = await loadIssues({ candidates, observations })
const weights = crossFit(issues, { seed, origins: new Set(['attempt', 'mutant']) })
const runs = [...drawRuns(issues, { attempts, draws, seed, costs }).values()].flatMap((drawn) => {
  const [first] = drawn
  return first
    ? [{ drawn, judge: createJudge(first.issue, weights.of(first.issue)), rate: rateOf(first.issue) }]
    : []
})

const fullUsd = mean(costs) * (attempts + selectionCalls / callsOfAttempt)
const policies: readonly { readonly name: string; readonly policy: Policy }[] = [
  ...[1, 2, 4, attempts].map((n) => ({ name: `N = ${n}`, policy: { kind: 'fixed', attempts: n } as const })),
  ...(['first-come', 'rules'] as const).flatMap((kind) =>
    [0.25, 0.5, 1].map((share) => ({
      name: `${kind}, cap ${100 * share} %`,
      policy: { kind, capUsd: share * fullUsd },
    })),
  ),
]
console.log(
  `${runs.length} issues, ${draws} runs each, seed ${seed}; ${costs.length} costs of ${values.model}, mean $${mean(costs).toFixed(2)}; mean rate ${mean(runs.map(({ rate }) => rate)).toFixed(2)}; cap of 100 %: $${fullUsd.toFixed(2)}`,
)
reportPolicies(
  policies.map(({ name, policy }) => ({
    name,
    issues: runs.map(({ drawn, judge }) =>
      meansOf(drawn.map((run) => replayRun(run.attempts, policy, judge))),
    ),
  })),
  { full: `N = ${attempts}`, attempts, seed },
)
