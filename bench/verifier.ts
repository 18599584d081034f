/**
 * A verifier trained in this process on the labelled patches of `bench:select`, judged on issues and repositories that it
 * has not seen: `npm run bench:verifier -- --candidates FILE --observations FOLDER [--out ROWS] [--seed 1]`.
 *
 * Beside AUC and calibration, the share of right choices among all patches of an issue: random, among those that break no
 * visible test, fewest changed lines, the largest class of equal text, and the oracle. OUT gets the rows, as
 * `capuchin train-verifier` reads them.
 */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { bootstrapInterval, groupBy, mean } from '../src/std/index.ts'
import { trainVerifier, type CandidateRow } from '../src/verifier/index.ts'
import { parsePatch } from '../src/domain/index.ts'
import { toCandidateRows } from '../src/selection/index.ts'
import { renderTable } from '../src/view/index.ts'
import { loadIssues, poolOf, type SeenIssue } from './select/load-issues.ts'

const { values } = parseArgs({
  options: {
    candidates: { type: 'string' },
    observations: { type: 'string' },
    out: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
})
const { candidates, observations } = values
if (candidates === undefined || observations === undefined) {
  console.error('give --candidates FILE and --observations FOLDER')
  process.exit(2)
}
const issues = await loadIssues({ candidates, observations })
const rows = issues.flatMap(toRows)
if (values.out !== undefined)
  writeFileSync(values.out, rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
const { model, byInstance, byRepo } = trainVerifier({
  candidates: rows,
  folds: 10,
  seed: Number(values.seed),
})
console.log(`${rows.length} candidates of ${issues.length} issues, ${model.trainedOn.resolved} right`)
for (const { by, auc, aucWithin, calibrationError, brier } of [byInstance, ...(byRepo ? [byRepo] : [])])
  console.log(
    `${by}: AUC ${auc.toFixed(3)}, within issues ${aucWithin.toFixed(3)}, ECE ${calibrationError.toFixed(3)}, Brier ${brier.toFixed(3)}`,
  )
const odds = new Map(rows.map((row, at) => [row, byInstance.odds[at] ?? 0]))
const both = [...groupBy(rows, ({ instanceId }) => instanceId).values()].filter(
  (own) => new Set(own.map(({ resolved }) => resolved)).size === 2,
)
const broken = ({ tests }: CandidateRow): number => tests?.broken ?? 0
const size = ({ patch }: CandidateRow): number =>
  parsePatch(patch).reduce((sum, { added, deleted }) => sum + added + deleted, 0)
const selectors: Readonly<Record<string, (row: CandidateRow) => number>> = {
  random: () => 0,
  'breaks nothing': (row) => (broken(row) === 0 ? 1 : 0),
  'fewest lines': (row) => -size(row),
  verifier: (row) => odds.get(row) ?? 0,
  oracle: ({ resolved }) => (resolved ? 1 : 0),
}
const scores = both.map((own) =>
  Object.fromEntries(
    Object.entries(selectors).map(([name, score]) => {
      const most = Math.max(...own.map(score))
      return [name, mean(own.filter((row) => score(row) === most).map(({ resolved }) => (resolved ? 1 : 0)))]
    }),
  ),
)
console.log(
  renderTable(
    ['SELECTOR', 'RIGHT %', 'VERIFIER IS AHEAD BY'],
    Object.keys(selectors).map((name) => {
      const lead = (sample: readonly (typeof scores)[number][]): number =>
        mean(sample.map((one) => (one['verifier'] ?? 0) - (one[name] ?? 0)))
      const { low, high } = bootstrapInterval(scores, lead, { seed: 1, draws: 2000 })
      return [
        name,
        percent(mean(scores.map((one) => one[name] ?? 0))),
        `${percent(lead(scores))} (${percent(low)} to ${percent(high)})`,
      ]
    }),
  ).join('\n'),
)

/** Labels stand in the row and in nothing that features are made of. */
function toRows(issue: SeenIssue): readonly CandidateRow[] {
  const { observations: seen, signs } = poolOf(issue, issue.patches)
  const { instanceId, repo } = issue
  const rows = toCandidateRows(seen, signs)
  return issue.patches.flatMap(({ id: candidateId, patch, resolved }, at) => {
    const row = rows[at]
    return row ? [{ ...row, instanceId, repo, candidateId, patch, resolved }] : []
  })
}

function percent(share: number): string {
  return (100 * share).toFixed(1)
}
