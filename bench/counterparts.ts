/**
 * How well the tests of a source file are found, by names and uses alone: `npm run bench:counterparts -- ROWS --repos
 * FOLDER`. ROWS are SWE-bench rows as JSON lines, of which the source files of `patch` are asked for and the test files
 * that `test_patch` changes are looked for; FOLDER holds bare clones named `owner__name.git`. Test files that the patch
 * adds, and what is no code, are not counted. `--cache FOLDER` keeps parsed files between runs, `--misses` lists the
 * rows whose tests are not among the first five.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import {
  createCounterparts,
  createTreeSearch,
  nodeOf,
  openCodeIndex,
  type SourceTree,
} from '../src/repo/index.ts'
import { createSyntax } from '../src/syntax/index.ts'
import { openCloneTrees } from './localize/clone-trees.ts'
import { cell } from './localize/report.ts'

interface Row {
  readonly instance_id: string
  readonly repo: string
  readonly base_commit: string
  readonly patch: string
  readonly test_patch: string
}

interface Found {
  readonly id: string
  readonly wanted: readonly string[]
  /** Places of the wanted files, from 1, the best over the source files of the patch. */
  readonly places: readonly number[]
  readonly first: readonly string[]
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    repos: { type: 'string' },
    cache: { type: 'string' },
    misses: { type: 'boolean', default: false },
  },
})
const [rowsFile] = positionals
if (rowsFile === undefined || values.repos === undefined) {
  console.error('usage: npm run bench:counterparts -- ROWS.jsonl --repos FOLDER [--cache FOLDER] [--misses]')
  process.exit(2)
}
const rows: Row[] = readFileSync(rowsFile, 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => JSON.parse(line))
using trees = openCloneTrees(values.repos)
using syntax = createSyntax()
const cache = values.cache ?? mkdtempSync(join(tmpdir(), 'capuchin-counterparts-'))
const results: Found[] = []
for (const repo of new Set(rows.map((row) => row.repo))) {
  using index = openCodeIndex({ syntax, folder: join(cache, repo.replace('/', '__')), cores: 2 })
  for (const row of rows.filter((row) => row.repo === repo)) {
    const tree = trees.open(row.repo, row.base_commit)
    if (!tree) console.log(`SKIPPED ${row.instance_id}: no clone in ${values.repos} holds ${row.base_commit}`)
    else results.push(...(await look(row, tree)))
  }

  async function look(row: Row, tree: SourceTree): Promise<readonly Found[]> {
    const indexed = await index.read(tree)
    const wanted = changedFiles(row.test_patch).filter((path) => nodeOf(indexed, path) >= 0)
    if (wanted.length === 0) return []
    const find = createCounterparts(createTreeSearch(indexed))
    const orders = changedFiles(row.patch).map((path) => find(path).map((counterpart) => counterpart.path))
    const places = wanted.map((path) =>
      Math.min(...orders.map((order) => order.indexOf(path) + 1 || Number.POSITIVE_INFINITY)),
    )
    return [{ id: row.instance_id, wanted, places, first: orders[0]?.slice(0, 3) ?? [] }]
  }
}
if (values.cache === undefined) rmSync(cache, { recursive: true })

console.log(`${results.length} of ${rows.length} rows change a test file that is there and code`)
for (const depth of [1, 3, 5, 10, 20]) {
  const any = results.map(({ places }) => Math.min(...places) <= depth)
  const all = results.map(({ places }) => Math.max(...places) <= depth)
  console.log(`  @${String(depth).padEnd(4)} any ${cell(any)} all ${cell(all)}`)
}
if (values.misses)
  for (const { id, wanted, places, first } of results)
    if (Math.min(...places) > 5)
      console.log(`${id}: ${wanted.join(' ')} at ${places.join(' ')}; first ${first.join(' ')}`)

/** Files of the old side of a patch. */
function changedFiles(patch: string): readonly string[] {
  return [...new Set([...patch.matchAll(/^--- a\/(.*)$/gm)].flatMap(([, path]) => path ?? []))]
}
