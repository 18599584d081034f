/**
 * How often the workflow strategy shows its model the code that the gold patch of a real issue changes, without a model:
 * `npm run bench:workflow -- ROWS --repos FOLDER`. ROWS are SWE-bench rows as JSON lines; FOLDER holds bare clones named
 * `owner__name.git`. Counted are issues of which any, and of which all changed spans are seen: in the first look, and in
 * what a search finds whose query is the issue's first line, or all of it. `--cache FOLDER` keeps parsed files between
 * runs, `--missed` names the issues of which no changed span is found.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { defaultWorkflowOptions } from '../src/attempt/index.ts'
import { renderTable } from '../src/view/index.ts'
import { openCloneTrees } from './localize/clone-trees.ts'
import type { Issue } from './localize/collect.ts'
import { lookAtIssue, type Look } from './workflow/look-at-issue.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    repos: { type: 'string' },
    cache: { type: 'string' },
    missed: { type: 'boolean', default: false },
  },
})
const [rows] = positionals
if (rows === undefined || values.repos === undefined) {
  console.error('usage: npm run bench:workflow -- ROWS.jsonl --repos FOLDER [--cache FOLDER] [--missed]')
  process.exit(2)
}

using trees = openCloneTrees(values.repos)
const issues = readFileSync(rows, 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line): Issue => JSON.parse(line))
const cache = values.cache ?? mkdtempSync(join(tmpdir(), 'capuchin-workflow-'))
const looks: Look[] = []
for (const issue of issues) {
  const tree = trees.open(issue.repo, issue.base_commit)
  if (tree === null) continue
  const look = await lookAtIssue(issue, { tree, folder: join(cache, issue.repo.replace('/', '__')) })
  if (look.gold > 0) looks.push(look)
}
if (values.cache === undefined) rmSync(cache, { recursive: true })

const { openingTokens, shownTokens, searchSpans } = defaultWorkflowOptions
const kinds = [
  ['opening', `first look, ${openingTokens} tokens`],
  ['title', `search for the first line, ${searchSpans} spans`],
  ['titleShown', `of these shown, ${shownTokens} tokens`],
  ['issue', `search for the issue, ${searchSpans} spans`],
  ['issueShown', `of these shown, ${shownTokens} tokens`],
] as const
console.log(`${looks.length} issues whose patch changes code that is there`)
console.log(
  renderTable(
    ['CHANGED SPANS IN', 'ANY', 'ALL'],
    kinds.map(([kind, title]) => [
      title,
      String(looks.filter((look) => look[kind] > 0).length),
      String(looks.filter((look) => look[kind] === look.gold).length),
    ]),
  ).join('\n'),
)
if (values.missed)
  for (const { id } of looks.filter(({ opening, issue, title }) => opening + issue + title === 0))
    console.log(`missed: ${id}`)
