import { groupBy } from '../std/index.ts'
import {
  countProblems,
  hubOptions,
  loadDataset,
  type DatasetProblem,
  type LoadedDataset,
} from '../dataset/index.ts'
import type { Instance } from '../domain/index.ts'
import { readIds } from './read-ids.ts'

export interface DatasetStatsRequest {
  /** A file, a folder, an alias, or a name on the hub. */
  readonly dataset: string
  readonly split?: string | undefined
  /** A file that names the instances to look at: a JSON list, or an id a line. */
  readonly idsFile?: string | undefined
  readonly skipBadRows?: boolean | undefined
  readonly env: Readonly<Record<string, string | undefined>>
}

export interface VersionStats {
  readonly version: string
  readonly rows: number
  /** Rows whose hidden tests can be run with what the row and the tables say. */
  readonly known: number
}

export interface RepositoryStats {
  readonly repo: string
  readonly rows: number
  readonly known: number
  /** Means over the repository's rows. */
  readonly failToPass: number
  readonly passToPass: number
  /** Words of the issue text, split at white space. */
  readonly issueWords: number
  readonly versions: readonly VersionStats[]
}

export interface DatasetStats {
  readonly source: LoadedDataset['source']
  readonly split: string
  readonly rows: number
  readonly known: number
  readonly variants: Readonly<Record<string, number>>
  readonly failToPass: number
  readonly passToPass: number
  readonly issueWords: number
  /** Most rows first. */
  readonly repositories: readonly RepositoryStats[]
  /** Pairs of repository and version that no environment is known for. */
  readonly unknownEnvironments: readonly string[]
  readonly problemCounts: ReturnType<typeof countProblems>
  readonly problems: readonly DatasetProblem[]
}

/** Reads a dataset and counts what is in it. */
export async function datasetStats(request: DatasetStatsRequest): Promise<DatasetStats> {
  const ids = request.idsFile === undefined ? undefined : await readIds(request.idsFile)
  const loaded = await loadDataset(request.dataset, {
    split: request.split,
    ids,
    skipBadRows: request.skipBadRows,
    hub: hubOptions(request.env),
  })
  const { instances, problems, variants, source, split } = loaded
  const repositories = [...groupBy(instances, ({ repo }) => repo)].map(([repo, rows]) => ({
    repo,
    ...summary(rows),
    versions: versionsOf(rows),
  }))
  const unknown = repositories.flatMap(({ repo, versions }) =>
    versions.filter(({ rows, known }) => known < rows).map(({ version }) => `${repo} ${version}`),
  )
  return {
    source,
    split,
    ...summary(instances),
    variants: Object.fromEntries(variants),
    repositories: repositories.sort((a, b) => b.rows - a.rows || (a.repo < b.repo ? -1 : 1)),
    unknownEnvironments: unknown.sort(),
    problemCounts: countProblems(problems),
    problems,
  }
}

function summary(rows: readonly Instance[]) {
  return {
    rows: rows.length,
    known: rows.filter(({ evaluation }) => evaluation !== undefined).length,
    failToPass: mean(rows.map(({ failToPass }) => failToPass?.length ?? 0)),
    passToPass: mean(rows.map(({ passToPass }) => passToPass?.length ?? 0)),
    issueWords: mean(rows.map(({ problemStatement }) => countWords(problemStatement))),
  }
}

function versionsOf(rows: readonly Instance[]): readonly VersionStats[] {
  const groups = [...groupBy(rows, ({ version }) => version ?? '-')]
  return groups
    .map(([version, group]) => ({ version, rows: group.length, known: summary(group).known }))
    .sort((a, b) => a.version.localeCompare(b.version, 'en', { numeric: true }))
}

function countWords(text: string): number {
  // Not split: a text of many words would fill the memory with them.
  const words = /\S+/g
  let count = 0
  while (words.test(text)) count += 1
  return count
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}
