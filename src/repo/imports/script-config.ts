import { z } from 'zod'
import type { ModulePattern, ScriptConfig } from './import-settings.ts'
import { parseLooseJson } from './loose-json.ts'
import { byDepth, joinPath } from './tree-path.ts'

type ReadText = (path: string) => Promise<string | null>

/** Of a folder with both files the one for TypeScript counts. */
export async function readScriptConfigs(
  paths: readonly string[],
  read: ReadText,
): Promise<readonly ScriptConfig[]> {
  const configs = new Map<string, ScriptConfig>()
  for (const path of [...paths].sort()) {
    const { baseUrl = null, paths = [] } = await readOptions(path, { read, seen: new Set() })
    configs.set(folderOf(path), { folder: folderOf(path), baseUrl, paths })
  }
  return [...configs.values()].sort(byDepth)
}

const configSchema = z.object({
  extends: z
    .union([z.string(), z.array(z.string()).max(20)])
    .optional()
    .catch(undefined),
  compilerOptions: z
    .object({
      baseUrl: z.string().optional().catch(undefined),
      paths: z.record(z.string(), z.array(z.string())).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
  references: z
    .array(z.object({ path: z.string() }))
    .max(50)
    .optional()
    .catch(undefined),
})

interface ConfigOptions {
  readonly baseUrl?: string | null
  readonly paths?: readonly ModulePattern[]
}

interface Reading {
  readonly read: ReadText
  /** Files on the way here and before: one that leads back to itself says nothing more. */
  readonly seen: Set<string>
}

async function readOptions(path: string, reading: Reading): Promise<ConfigOptions> {
  if (reading.seen.has(path) || reading.seen.size > 50) return {}
  reading.seen.add(path)
  const text = await reading.read(path)
  const parsed = configSchema.safeParse(text === null ? null : parseLooseJson(text))
  if (!parsed.success) return {}
  const { extends: bases = [], compilerOptions = {}, references = [] } = parsed.data
  const folder = folderOf(path)
  let options: ConfigOptions = {}
  for (const base of [bases].flat()) options = { ...options, ...(await readFirst(folder, base, reading)) }
  const own = toOptions(folder, compilerOptions, options.baseUrl)
  options = { ...options, ...own }
  if (options.paths !== undefined || options.baseUrl !== undefined) return options
  // A file that only lists projects: what they say of the same folder holds here.
  for (const { path: project } of references) {
    if (folderOf(joinPath(folder, project) ?? '') !== folder) continue
    options = { ...(await readFirst(folder, project, reading)), ...options }
  }
  return options
}

function toOptions(
  folder: string,
  {
    baseUrl,
    paths,
  }: { readonly baseUrl?: string | undefined; readonly paths?: Record<string, string[]> | undefined },
  inheritedBase: string | null | undefined,
): ConfigOptions {
  const base = baseUrl === undefined ? undefined : joinPath(folder, baseUrl)
  const from = base ?? inheritedBase ?? folder
  const patterns = Object.entries(paths ?? {}).map(([pattern, targets]): ModulePattern => ({
    pattern,
    targets: targets.map((target) => joinPath(from, target)).filter((target) => target !== null),
  }))
  return { ...(base === undefined ? {} : { baseUrl: base }), ...(paths ? { paths: patterns } : {}) }
}

/** Packages that settings are taken from are not in the tree: those say nothing. */
async function readFirst(folder: string, name: string, reading: Reading): Promise<ConfigOptions> {
  const path = joinPath(folder, name)
  if (path === null || !/^\.\.?(?:\/|$)/.test(name)) return {}
  for (const candidate of [path, `${path}.json`, joinPath(path, 'tsconfig.json') ?? path])
    if (candidate.endsWith('.json') && (await reading.read(candidate)) !== null)
      return readOptions(candidate, reading)
  return {}
}

function folderOf(path: string): string {
  return path.split('/').slice(0, -1).join('/')
}
