import type { Command } from 'commander'
import { datasetStats, type DatasetStats } from '../../app/index.ts'
import { renderTable } from '../../view/index.ts'

interface StatsFlags {
  readonly split?: string
  readonly ids?: string
  readonly skipBadRows?: boolean
  readonly json?: boolean
}

export function define(command: Command): void {
  command
    .command('stats')
    .description('count what is in a dataset and what is wrong with it')
    .argument(
      '<dataset>',
      'a .json, .jsonl or .parquet file, a folder, owner/name[@revision], or lite, verified, ...',
    )
    .option('--split <name>', 'which part of the dataset (default: test, or the only one)')
    .option('--ids <file>', 'only the instances that this file names: a JSON list, or an id a line')
    .option('--skip-bad-rows', 'list rows that cannot be read in place of stopping at the first')
    .option('--json', 'as one JSON object')
    .action(async (dataset: string, flags: StatsFlags) => {
      const { split, ids: idsFile, skipBadRows } = flags
      const stats = await datasetStats({ dataset, split, idsFile, skipBadRows, env: process.env })
      if (flags.json) console.log(JSON.stringify(stats))
      else for (const line of statsLines(stats)) console.log(line)
    })
}

function statsLines(stats: DatasetStats): readonly string[] {
  const header = ['REPOSITORY', 'ROWS', 'VERSIONS', 'ENVIRONMENT KNOWN', 'F2P', 'P2P', 'ISSUE WORDS']
  const row = (name: string, counted: Counted, versions: number): readonly string[] => [
    name,
    String(counted.rows),
    String(versions),
    String(counted.known),
    counted.failToPass.toFixed(1),
    counted.passToPass.toFixed(1),
    counted.issueWords.toFixed(1),
  ]
  const versions = stats.repositories.reduce((sum, { versions }) => sum + versions.length, 0)
  const rows = stats.repositories.map((repository) =>
    row(repository.repo, repository, repository.versions.length),
  )
  return [
    ...sourceLines(stats),
    '',
    ...renderTable(header, [...rows, row('total', stats, versions)]),
    '',
    'F2P, P2P and words are means over the rows.',
    ...unknownLines(stats),
    ...problemLines(stats),
  ]
}

type Counted = Pick<DatasetStats, 'rows' | 'known' | 'failToPass' | 'passToPass' | 'issueWords'>

function sourceLines({ source, split, variants }: DatasetStats): readonly string[] {
  const place = source.kind === 'hub' ? `${source.name} at ${source.commit ?? ''}` : source.path
  const stale = source.fromCache ? '; from the cache, the hub was not asked' : ''
  const kinds = Object.entries(variants).map(([name, rows]) => `${rows} ${name}`)
  return [`${place}, split ${split}${stale}`, `rows: ${kinds.join(', ') || 'none'}`]
}

function unknownLines({ unknownEnvironments: pairs }: DatasetStats): readonly string[] {
  return pairs.length === 0 ? [] : ['', 'No environment is known for:', ...pairs.map((pair) => `  ${pair}`)]
}

function problemLines({ problemCounts, problems }: DatasetStats): readonly string[] {
  const kinds = Object.entries(problemCounts)
  if (kinds.length === 0) return ['', 'No problems found.']
  const examples = kinds.map(([kind, count]) => {
    const first = problems.find((problem) => problem.kind === kind)
    const field = kind === 'bad-row' && first?.field ? `, field ${first.field}` : ''
    return [kind, String(count), `${first?.where}, ${first?.instanceId ?? '-'}${field}: ${first?.message}`]
  })
  return ['', ...renderTable(['PROBLEM', 'COUNT', 'FIRST'], examples)]
}
