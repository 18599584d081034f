/**
 * What a scan with a model costs and could find, without paying for one: `npm run bench:scan -- ROWS.jsonl --repos
 * FOLDER`. ROWS are SWE-bench rows as JSON lines; FOLDER holds bare clones named `owner__name.git`. Prints, over all
 * rows, the input tokens and the recall by how many files are read; then, for `--instances N` rows of as many projects
 * (default 3), what a scripted endpoint counts: tokens by depth, calls for 1 and for 10 attempts, and writes and reads
 * of a simulated cache. `--cache FOLDER` keeps parsed files, `--sample N` takes every n-th row.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createCodeFinder, type SourceTree } from '../src/repo/index.ts'
import { createSyntax } from '../src/syntax/index.ts'
import { openCloneTrees } from './localize/clone-trees.ts'
import type { Issue } from './localize/collect.ts'
import { parseGold } from './localize/gold.ts'
import { compareAttempts } from './scan/compare-attempts.ts'
import { printDepths, printShown, type ScanCost } from './scan/depths.ts'
import { countScan, placesShown, scanOverHttp } from './scan/run-scan.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    repos: { type: 'string' },
    cache: { type: 'string' },
    instances: { type: 'string', default: '3' },
    sample: { type: 'string', default: '1' },
  },
})
const [rows] = positionals
if (rows === undefined || values.repos === undefined) {
  console.error('usage: npm run bench:scan -- ROWS.jsonl --repos FOLDER [--instances N] [--cache FOLDER]')
  process.exit(2)
}
const depths = [20, 50, 100, 150, 300, Number.POSITIVE_INFINITY]
const repos = values.repos
const cache = values.cache ?? mkdtempSync(join(tmpdir(), 'capuchin-scan-'))
using trees = openCloneTrees(repos)
using syntax = createSyntax()
const issues = readIssues(rows)
const costs: ScanCost[] = []
for (const issue of issues) {
  const opened = await open(issue)
  if (!opened) continue
  const { tree, candidates } = opened
  const tokens = await countScan({ issue, tree, candidates })
  const gold = parseGold(issue.patch)
  costs.push({
    issue,
    candidates,
    tokens,
    gold: gold.map(({ path }) => path),
    shown: await placesShown({ issue, tree, candidates }, gold),
  })
}
printDepths(costs, depths)
printShown(costs)

for (const issue of firstOfEachProject(issues).slice(0, Number(values.instances))) {
  const opened = await open(issue)
  if (!opened) continue
  console.log(`\n${issue.instance_id}, counted at the endpoint`)
  for (const depth of depths)
    await scanOverHttp({ issue, tree: opened.tree, candidates: opened.candidates.slice(0, depth), depth })
  await compareAttempts(issue, { repos, attempts: [1, 10] })
}
if (values.cache === undefined) rmSync(cache, { recursive: true })

interface Opened {
  readonly tree: SourceTree
  readonly candidates: readonly string[]
}

async function open(issue: Issue): Promise<Opened | null> {
  const tree = trees.open(issue.repo, issue.base_commit)
  if (!tree) {
    console.log(`SKIPPED ${issue.instance_id}: no clone in ${repos} holds ${issue.base_commit}`)
    return null
  }
  using finder = createCodeFinder({ tree, syntax, folder: join(cache, issue.repo.replace('/', '__')) })
  const { files } = await finder.rank(issue.problem_statement)
  return { tree, candidates: files.map(({ path }) => path) }
}

function firstOfEachProject(all: readonly Issue[]): readonly Issue[] {
  return [...new Map(all.toReversed().map((issue) => [issue.repo, issue])).values()].toReversed()
}

function readIssues(file: string): readonly Issue[] {
  const lines = readFileSync(file, 'utf8').split('\n')
  const all: Issue[] = lines.filter((line) => line.trim() !== '').map((line) => JSON.parse(line))
  return all.filter((_, at) => at % Number(values.sample) === 0)
}
