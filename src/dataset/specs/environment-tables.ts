import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { environmentSpecSchema, type EnvironmentSpec } from './environment-spec.ts'
import { frozenEnvironments, type FrozenEnvironments } from './frozen-environment.ts'

/** Which harness's scripts and image names a repository's rows use. */
export type Family = 'swe-bench' | 'swe-gym'

/** Upstream's short name of a language, a part of image names. */
export type Language = 'py' | 'js' | 'rb' | 'java' | 'rs' | 'php' | 'c' | 'go'

export interface RepositoryEnvironments {
  /** As the table spells it; look-ups ignore case. */
  readonly repo: string
  readonly family: Family
  readonly language: Language
  /** Upstream's name of the log parser, `project/name` where SWE-bench has another of that name; null for none. */
  readonly parser: string | null
  /** Only an explicit failure fails: the runner prints failures only. */
  readonly failOnly: boolean
  /** Where a requirements file, or an environment file, is looked for, in order. */
  readonly requirements: readonly string[]
  readonly environment: readonly string[]
  /** Environments of single instances that count in place of what the version says. */
  readonly frozen: FrozenEnvironments
  /** Version to the group of the table that holds it. */
  readonly versions: ReadonlyMap<string, VersionGroup>
  readonly texts: Readonly<Record<string, string>>
}

/** Fields of an environment with its texts not yet filled in. */
type VersionGroup = Readonly<Record<string, unknown>>

/** Lower-case repository name to its environments. */
export type EnvironmentTables = ReadonlyMap<string, RepositoryEnvironments>

/** Reads the tables that lie beside this file: 66 repositories of SWE-bench 4.1.0 and the 11 of SWE-Gym. */
export function readEnvironmentTables(): EnvironmentTables {
  const frozen = frozenEnvironments()
  const entries = tableFiles.flatMap(({ file, family, language }) => {
    const text = readFileSync(new URL(`./tables/${file}.json`, import.meta.url), 'utf8')
    return Object.entries(tableSchema.parse(JSON.parse(text))).map(
      ([repo, row]) =>
        [
          repo.toLowerCase(),
          {
            repo,
            family,
            language,
            parser: row.parser ?? null,
            failOnly: failOnlyRepositories.has(repo.toLowerCase()),
            requirements: row.requirements ?? [],
            environment: row.environment ?? [],
            frozen: family === 'swe-bench' ? frozen : () => undefined,
            versions: groupByVersion(row),
            texts: row.texts ?? {},
          },
        ] as const,
    )
  })
  return new Map(entries)
}

/** The environment of a row, or null where no table knows the pair. */
export function findEnvironment(
  tables: EnvironmentTables,
  row: { readonly repo: string; readonly version?: string | undefined },
): { readonly repository: RepositoryEnvironments; readonly spec: EnvironmentSpec } | null {
  const repository = tables.get(row.repo.toLowerCase())
  const group = row.version === undefined ? undefined : repository?.versions.get(row.version)
  if (!repository || !group) return null
  const texts = { ...repository.texts, version: row.version ?? '' }
  return { repository, spec: environmentSpecSchema.parse(fillTexts(group, texts)) }
}

const tableFiles: readonly { readonly file: string; readonly family: Family; readonly language: Language }[] =
  [
    { file: 'python', family: 'swe-bench', language: 'py' },
    { file: 'javascript', family: 'swe-bench', language: 'js' },
    { file: 'ruby', family: 'swe-bench', language: 'rb' },
    { file: 'java', family: 'swe-bench', language: 'java' },
    { file: 'rust', family: 'swe-bench', language: 'rs' },
    { file: 'php', family: 'swe-bench', language: 'php' },
    { file: 'c', family: 'swe-bench', language: 'c' },
    { file: 'go', family: 'swe-bench', language: 'go' },
    { file: 'swe-gym', family: 'swe-gym', language: 'py' },
  ]

const failOnlyRepositories = new Set(['chartjs/chart.js', 'markedjs/marked', 'processing/p5.js'])

/**
 * A group of versions. `like` names a version of an earlier group whose own fields it takes first; null takes one of
 * them away. `every` holds for all groups. In strings `%{name}` stands for a text, `%{version}` for the version.
 */
const groupSchema = z.object({ of: z.string(), like: z.string().optional() }).catchall(z.json())
const tableSchema = z.record(
  z.string(),
  z.strictObject({
    parser: z.string().optional(),
    requirements: z.array(z.string()).optional(),
    environment: z.array(z.string()).optional(),
    texts: z.record(z.string(), z.string()).optional(),
    every: z.record(z.string(), z.json()).optional(),
    versions: z.array(groupSchema),
  }),
)
type TableRow = z.infer<typeof tableSchema>[string]

function groupByVersion(row: TableRow): ReadonlyMap<string, VersionGroup> {
  const own = new Map<string, VersionGroup>()
  for (const { of, like, ...fields } of row.versions) {
    const merged = { ...(like === undefined ? {} : own.get(like)), ...fields }
    const kept = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null))
    for (const version of of.split(' ')) own.set(version, kept)
  }
  return new Map([...own].map(([version, fields]) => [version, { ...row.every, ...fields }]))
}

function fillTexts(value: unknown, texts: Readonly<Record<string, string>>): unknown {
  if (typeof value === 'string')
    return value.replaceAll(/%\{(\w+)\}/g, (whole, name: string) => texts[name] ?? whole)
  if (Array.isArray(value)) return value.map((item) => fillTexts(item, texts))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillTexts(item, texts)]))
}
