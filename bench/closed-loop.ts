/**
 * The closed loop without a model: what a verifier that is trained on some programs says of patches of others.
 * `npm run bench:closed-loop -- --candidates FILE --out FILE [--seed 1] [--folds 9]`.
 *
 * FILE is the `candidates.jsonl` of a rollout with the mutation strategy, whose patches all pass the visible tests, so that
 * `random` is random among the plausible. OUT gets lines that `capuchin analyze selection` reads: best@k of the verifier,
 * of fewest changed lines, of the largest class of patches that do the same, and of the order of the search.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { analyzeSelection } from '../src/app/index.ts'
import { parsePatch } from '../src/domain/index.ts'
import { bootstrapInterval, groupBy, mean, readJsonLines } from '../src/std/index.ts'
import { candidateRowSchema, trainVerifier, type CandidateRow } from '../src/verifier/index.ts'
import { renderTable } from '../src/view/index.ts'

const { values } = parseArgs({
  options: {
    candidates: { type: 'string' },
    out: { type: 'string' },
    seed: { type: 'string', default: '1' },
    folds: { type: 'string', default: '9' },
  },
})
const { candidates, out } = values
if (candidates === undefined || out === undefined) {
  console.error('give --candidates FILE of a rollout, and --out FILE')
  process.exit(2)
}
const rows = readJsonLines(readFileSync(candidates, 'utf8'), candidateRowSchema).filter(
  ({ resolved }) => resolved !== null,
)
const { byRepo } = trainVerifier({
  candidates: rows,
  folds: Number(values.folds),
  seed: Number(values.seed),
})
if (byRepo === null) {
  console.error('all candidates are of one program')
  process.exit(2)
}
const odds = new Map(rows.map((row, at) => [row, byRepo.odds[at] ?? 0]))
const belief = (row: CandidateRow): number => 1 / (1 + Math.exp(-(odds.get(row) ?? 0)))
const selectors: Readonly<Record<string, (row: CandidateRow) => number>> = {
  verifier: (row) => odds.get(row) ?? 0,
  'fewest lines': ({ patch }) =>
    -parsePatch(patch).reduce((sum, { added, deleted }) => sum + added + deleted, 0),
  majority: ({ signals }) => signals['alike'] ?? 0,
  'order of the search': ({ signals }) => signals['preference'] ?? 0,
}
const instances = [...groupBy(rows, ({ instanceId }) => instanceId)]
writeFileSync(
  out,
  instances
    .map(([instanceId, own]) =>
      JSON.stringify({
        instanceId,
        candidates: own.map(({ resolved }) => ({ resolved, hasPatch: true })),
        selectors: Object.fromEntries(
          Object.entries(selectors).map(([name, score]) => [
            name,
            {
              scores: own.map(score),
              ...(name === 'verifier' ? { confidence: Math.max(...own.map(belief)) } : {}),
            },
          ]),
        ),
      }),
    )
    .map((line) => `${line}\n`)
    .join(''),
)

const mixed = instances.filter(([, own]) => new Set(own.map(({ resolved }) => resolved)).size === 2)
console.log(
  `${rows.length} patches that pass the visible tests, of ${instances.length} tasks, ${rows.filter(({ resolved }) => resolved).length} right; ${mixed.length} tasks have both kinds`,
)
console.log(
  `on programs unseen in training: AUC ${byRepo.auc.toFixed(3)}, within tasks ${byRepo.aucWithin.toFixed(3)}, ECE ${byRepo.calibrationError.toFixed(3)}, Brier ${byRepo.brier.toFixed(3)}`,
)
console.log(
  renderTable(
    ['SAID %', 'PATCHES', 'TRUE %'],
    byRepo.reliability.map(({ predicted, count, observed }) => [
      percent(predicted),
      String(count),
      percent(observed),
    ]),
  ).join('\n'),
)
const { bestAtK } = await analyzeSelection({ input: out, bins: 5, seed: 1, draws: 2_000, subsets: 500 })
const shown = [1, 2, 4, 8, 16]
console.log(
  renderTable(
    ['BEST@K', ...shown.map(String)],
    [bestAtK.random, ...bestAtK.selectors, bestAtK.oracle].map(({ name, points }) => [
      name,
      ...shown.map((k) => (points[k - 1] ? percent(points[k - 1]?.value ?? 0) : '')),
    ]),
  ).join('\n'),
)
for (const k of [4, 8]) leadsAt(k)

/** The verifier's lead over each baseline, where k of the patches are offered, each way to draw them counted exactly. */
function leadsAt(k: number): void {
  const scored = instances.map(([, own]) =>
    Object.fromEntries(
      [...Object.entries(selectors), ['random', () => 0] as const].map(([name, score]) => [
        name,
        bestOf(own, { score, k }),
      ]),
    ),
  )
  for (const name of [...Object.keys(selectors), 'random'].filter((each) => each !== 'verifier')) {
    const lead = (sample: readonly (typeof scored)[number][]): number =>
      mean(sample.map((one) => (one['verifier'] ?? 0) - (one[name] ?? 0)))
    const { low, high } = bootstrapInterval(scored, lead, { seed: 1, draws: 4_000 })
    console.log(
      `best@${k}: verifier ahead of ${name} by ${percent(lead(scored))} (${percent(low)} to ${percent(high)})`,
    )
  }
}

/** Exact: sum over ranks i of r_i C(n - i, k - 1) / C(n, k); those of equal score share their ranks. */
function bestOf(
  own: readonly CandidateRow[],
  { score, k }: { readonly score: (row: CandidateRow) => number; readonly k: number },
): number {
  const n = own.length
  const offered = Math.min(k, n)
  const sorted = own.toSorted((a, b) => score(b) - score(a))
  const shares = sorted.map((row) => {
    const equals = own.filter((other) => score(other) === score(row))
    return mean(equals.map(({ resolved }) => (resolved ? 1 : 0)))
  })
  return shares.reduce(
    (sum, share, at) => sum + (share * choose(n - at - 1, offered - 1)) / choose(n, offered),
    0,
  )
}

function choose(n: number, k: number): number {
  if (k < 0 || k > n) return 0
  let result = 1
  for (let at = 1; at <= k; at++) result = (result * (n - k + at)) / at
  return result
}

function percent(share: number): string {
  return (100 * share).toFixed(1)
}
