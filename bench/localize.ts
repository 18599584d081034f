/**
 * How well files and functions are found for real issues, without a model: `npm run bench:localize -- ROWS --repos
 * FOLDER`. ROWS are SWE-bench rows as JSON lines; FOLDER holds bare clones named `owner__name.git`. Weights are
 * cross-validated by repository: an issue is ranked by weights that saw no issue of its project. `--cache FOLDER` keeps
 * parsed files between runs, `--sample N` takes every n-th issue, `--fit` prints the weights of a fit on all of them,
 * `--observations FILE` keeps what the ranks are made of, for work on the weights.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { deserialize, serialize } from 'node:v8'
import { openCodeIndex } from '../src/repo/index.ts'
import { createSyntax } from '../src/syntax/index.ts'
import { openCloneTrees } from './localize/clone-trees.ts'
import { observe, type Issue, type Observation } from './localize/collect.ts'
import { fitRankWeights } from './localize/cross-validate.ts'
import { printReport } from './localize/report.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    repos: { type: 'string' },
    cache: { type: 'string' },
    sample: { type: 'string', default: '1' },
    fit: { type: 'boolean', default: false },
    observations: { type: 'string' },
  },
})
const [rows] = positionals
if (rows === undefined || values.repos === undefined) {
  console.error(
    'usage: npm run bench:localize -- ROWS.jsonl --repos FOLDER [--cache FOLDER] [--sample N] [--fit]',
  )
  process.exit(2)
}

const observations = await loadObservations(rows, values.repos)
printReport(observations)
if (values.fit) console.log(JSON.stringify(fitRankWeights(observations), null, 2))

async function loadObservations(rowsFile: string, repos: string): Promise<readonly Observation[]> {
  const { observations: file } = values
  if (file !== undefined && existsSync(file)) return deserialize(readFileSync(file))
  const observed = await collect(readIssues(rowsFile), repos)
  if (file !== undefined) writeFileSync(file, serialize(observed))
  return observed
}

async function collect(issues: readonly Issue[], repos: string): Promise<readonly Observation[]> {
  using syntax = createSyntax()
  using trees = openCloneTrees(repos)
  const observations: Observation[] = []
  const started = performance.now()
  for (const repo of new Set(issues.map(({ repo }) => repo))) {
    const folder = values.cache === undefined ? null : join(values.cache, repo.replace('/', '__'))
    using index = await openCodeIndex({ syntax, folder })
    for (const issue of issues.filter((issue) => issue.repo === repo)) {
      const tree = trees.open(issue.repo, issue.base_commit)
      if (tree) observations.push(await observe(issue, tree, index))
      else console.log(`SKIPPED ${issue.instance_id}: no clone in ${repos} holds ${issue.base_commit}`)
    }
  }
  const seconds = (performance.now() - started) / 1000
  console.log(`${observations.length} issues read and judged in ${seconds.toFixed(0)} s`)
  return observations
}

function readIssues(file: string): readonly Issue[] {
  const lines = readFileSync(file, 'utf8').split('\n')
  const issues: Issue[] = lines.filter((line) => line.trim() !== '').map((line) => JSON.parse(line))
  return issues.filter((_, at) => at % Number(values.sample) === 0)
}
