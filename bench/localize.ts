/**
 * How well files and functions are found for real issues, without a model: `npm run bench:localize -- ROWS --repos
 * FOLDER`. ROWS are SWE-bench rows as JSON lines; FOLDER holds bare clones named `owner__name.git`. Weights are
 * cross-validated by repository: an issue is ranked by weights that saw no issue of its project. `--cache FOLDER` keeps
 * parsed files between runs, `--sample N` takes every n-th issue, `--fit` prints the weights of a fit on all of them,
 * `--no-map` and `--no-context` leave the maps and the contexts of whole files out,
 * `--observations FILE` keeps what the ranks are made of, for work on the weights.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { deserialize, serialize } from 'node:v8'
import { openCodeIndex } from '../src/repo/index.ts'
import { createSyntax } from '../src/syntax/index.ts'
import { openCloneTrees } from './localize/clone-trees.ts'
import { observe, type Issue, type Observation } from './localize/collect.ts'
import { printContextCurve } from './localize/context-curve.ts'
import { crossValidate, fitRankWeights } from './localize/cross-validate.ts'
import { printMapHits } from './localize/map-hits.ts'
import { printReport } from './localize/report.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  allowNegative: true,
  options: {
    repos: { type: 'string' },
    cache: { type: 'string' },
    sample: { type: 'string', default: '1' },
    map: { type: 'boolean', default: true },
    context: { type: 'boolean', default: true },
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

using trees = openCloneTrees(values.repos)
const issues = readIssues(rows)
const cache = values.cache ?? mkdtempSync(join(tmpdir(), 'capuchin-localize-'))
const folderOf = (repo: string): string => join(cache, repo.replace('/', '__'))
const observations = await loadObservations()
const rankings = crossValidate(observations)
printReport(observations, rankings)
if (values.map) await printMapHits({ issues, observations, rankings, trees, folderOf })
if (values.context) await printContextCurve({ issues, observations, rankings, trees })
if (values.fit) console.log(JSON.stringify(fitRankWeights(observations), null, 2))
if (values.cache === undefined) rmSync(cache, { recursive: true })

async function loadObservations(): Promise<readonly Observation[]> {
  const { observations: file } = values
  if (file !== undefined && existsSync(file)) return deserialize(readFileSync(file))
  const observed = await collect()
  if (file !== undefined) writeFileSync(file, serialize(observed))
  return observed
}

async function collect(): Promise<readonly Observation[]> {
  using syntax = createSyntax()
  const observations: Observation[] = []
  const started = performance.now()
  for (const repo of new Set(issues.map(({ repo }) => repo))) {
    using index = openCodeIndex({ syntax, folder: folderOf(repo), cores: 2 })
    for (const issue of issues.filter((issue) => issue.repo === repo)) {
      const tree = trees.open(issue.repo, issue.base_commit)
      if (tree) observations.push(await observe(issue, tree, index))
      else console.log(`SKIPPED ${issue.instance_id}: no clone in ${values.repos} holds ${issue.base_commit}`)
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
