/**
 * Several systems' patches as one ensemble, the way CodeMonkeys has its Barrel of Monkeys: `npm run bench:barrel --
 * --labels FILE --selections A.jsonl B.jsonl [--seed 1] [--draws 2000]`.
 *
 * A selections file is what `capuchin select --dataset D --predictions ... --json` printed; labels are those of
 * `select/make-candidates.ts`. A random member is a system taken blindly, the oracle one that is right wherever any is,
 * the shortest what the paper takes where neither test nor model chooses.
 * Issues count that all files chose for, that have two different patches at least, and all of whose patches are
 * labelled; a patch that does not apply is wrong. Intervals are over issues.
 */
import { parseArgs } from 'node:util'
import { selectionScores, type Estimate, type SelectionInstance } from '../src/analysis/index.ts'
import { renderTable } from '../src/view/index.ts'
import { knownLabels, type LabelOf } from './barrel/known-labels.ts'
import { readSelections, type SelectedIssue } from './barrel/selections.ts'
import { readPoolRows } from './select/pool-row.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    labels: { type: 'string' },
    selections: { type: 'string', multiple: true, default: [] },
    seed: { type: 'string', default: '1' },
    draws: { type: 'string', default: '2000' },
  },
})
const files = [...values.selections, ...positionals]
if (values.labels === undefined || files.length === 0) {
  console.error('give --labels FILE and --selections FILE...')
  process.exit(2)
}

const labelOf = knownLabels(readPoolRows(values.labels))
const [first = new Map<string, SelectedIssue>(), ...others] = files.map(readSelections)
const left: string[] = []
const instances = [...first.values()].flatMap((issue) => {
  const all = [issue, ...others.flatMap((file) => file.get(issue.instanceId) ?? [])]
  const judged = all.length === files.length && issue.patches > 1 ? judge(all, labelOf) : null
  if (judged === null) left.push(issue.instanceId)
  return judged ?? []
})
const options = { seed: Number(values.seed), draws: Number(values.draws) }
const { random, oracle, selectors, differences } = selectionScores(instances, options)
const members = instances.reduce((sum, { resolved }) => sum + resolved.length, 0)
console.log(`${instances.length} issues, ${members} members; left out: ${left.join(', ') || 'none'}`)
for (const line of renderTable(
  ['CHOICE', 'RIGHT %', 'OF THE GAP %'],
  [
    ['random member', percent(random), ''],
    ...selectors.map(({ name, score, gapClosed }) => [name, percent(score), percent(gapClosed)]),
    ['oracle', percent(oracle), ''],
  ],
))
  console.log(line)
for (const { first: one, second, difference } of differences)
  console.log(`${one} less ${second}: ${percent(difference)} points`)

/** One issue with what every file chose; null where a patch has no label. */
function judge(all: readonly SelectedIssue[], label: LabelOf): SelectionInstance | null {
  const [{ instanceId, members: offered } = { instanceId: '', members: [] }] = all
  const labels = offered.map(({ patch }) => (patch === null ? false : label(instanceId, patch)))
  const resolved = labels.filter((one) => one !== null)
  if (resolved.length < labels.length) return null
  // All who offered the chosen patch are equally right.
  const choices = all.map(
    ({ selector, chosen }) =>
      [
        selector,
        { chosen: [...offered.keys()].filter((at) => chosen !== null && offered[at]?.patch === chosen) },
      ] as const,
  )
  return {
    instanceId,
    resolved,
    choices: new Map([['shortest', { chosen: shortestOf(offered) }], ...choices]),
  }
}

function shortestOf(members: SelectedIssue['members']): readonly number[] {
  const applied = members.flatMap(({ patch }) => patch ?? [])
  const [shortest] = applied.toSorted((a, b) => a.length - b.length)
  return [...members.keys()].filter((at) => members[at]?.patch === shortest)
}

function percent({ value, interval: { low, high } }: Estimate): string {
  return `${(100 * value).toFixed(1)} (${(100 * low).toFixed(1)} to ${(100 * high).toFixed(1)})`
}
