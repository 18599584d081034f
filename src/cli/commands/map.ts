import { readFile } from 'node:fs/promises'
import { InvalidArgumentError, type Command } from 'commander'
import { findCounterparts, mapCode, type MapCodeEnd } from '../../app/index.ts'
import { CapuchinError } from '../../std/index.ts'
import { renderTable } from '../../view/index.ts'

interface MapOptions {
  readonly repo: string
  readonly tokens: number
  readonly query?: string
  readonly file: readonly string[]
  readonly rank?: boolean
  readonly tests?: string
  readonly json?: boolean
}

export function define(command: Command): void {
  command
    .option('--repo <path>', 'a path inside the checkout, or a folder without git', '.')
    .option('--tokens <count>', 'how long the map may get', parseTokens, 4096)
    .option('--query <text>', 'what to look for, such as an issue; @FILE reads it from a file')
    .option(
      '--file <path>',
      'a file that the reader sees in full: left out, what it uses counts more; repeatable',
      collect,
      [],
    )
    .option('--rank', 'ranked files, classes and functions in place of the map; needs --query')
    .option(
      '--tests <path>',
      'the likely tests of this source file, or sources of this test, in place of the map',
    )
    .option('--json', 'as one JSON object')
    .action((options: MapOptions) =>
      options.tests === undefined ? map(options) : tests(options.tests, options),
    )
}

async function map({ repo, tokens, query, file, rank = false, json = false }: MapOptions): Promise<void> {
  if (rank && query === undefined) {
    throw new CapuchinError('map/rank-needs-query', '--rank was given, but nothing to rank for', {
      hint: 'say what to look for: --query TEXT, or --query @FILE',
    })
  }
  const end = await mapCode({
    repo,
    tokens,
    query: query === undefined ? null : await readQuery(query),
    chatFiles: file,
    withTests: rank && json,
    env: process.env,
  })
  if (json) console.log(JSON.stringify(toJson(end, rank)))
  else if (rank) for (const line of rankLines(end)) console.log(line)
  else process.stdout.write(end.text)
  if (!end.whole && !json) console.error('the folder holds too many files: the map shows the first of them')
  for (const [path, why] of end.unread)
    if (!json && why !== 'gone') console.error(`passed over ${path}: ${why}`)
}

async function tests(path: string, { repo, json = false }: MapOptions): Promise<void> {
  const found = (await findCounterparts({ repo, path, env: process.env })).slice(0, shownFiles)
  if (json) console.log(JSON.stringify({ path, counterparts: found }))
  else for (const { path: counterpart } of found) console.log(counterpart)
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value]
}

function parseTokens(value: string): number {
  const count = Number(value)
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError('not a whole number above 0')
  return count
}

async function readQuery(query: string): Promise<string> {
  if (!query.startsWith('@')) return query
  const path = query.slice(1)
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw new CapuchinError('map/query-file', `cannot read the query from ${path}`, {
      cause,
      hint: 'give the path of a text file after the @, or the text itself without one',
    })
  })
}

const shownFiles = 20
const shownSymbols = 30

function rankLines({ ranking }: MapCodeEnd): readonly string[] {
  const files = (ranking?.files ?? []).slice(0, shownFiles)
  const symbols = (ranking?.symbols ?? []).slice(0, shownSymbols)
  return [
    ...renderTable(
      ['FILE', 'SCORE'],
      files.map(({ path, score }) => [path, score.toFixed(2)]),
    ),
    '',
    ...renderTable(
      ['SYMBOL', 'PLACE', 'SCORE'],
      symbols.map(({ name, path, startLine, score }) => [name, `${path}:${startLine}`, score.toFixed(2)]),
    ),
  ]
}

function toJson({ text, tokens, ranking, tests, unread, whole }: MapCodeEnd, rank: boolean) {
  const passedOver = Object.fromEntries(unread)
  if (!rank) return { map: text, tokens, passedOver, whole }
  return {
    files: ranking?.files.map(({ path, score }) => ({
      path,
      score,
      tests: tests.get(path)?.map((test) => test.path),
    })),
    symbols: ranking?.symbols.map(({ path, name, kind, startLine, endLine, score }) => ({
      path,
      name,
      kind,
      startLine,
      endLine,
      score,
    })),
    passedOver,
    whole,
  }
}
