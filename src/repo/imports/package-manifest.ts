import { z } from 'zod'
import type { ModulePattern, ScriptPackage } from './import-settings.ts'
import { parseLooseJson } from './loose-json.ts'
import { byDepth } from './tree-path.ts'

export async function readPackages(
  paths: readonly string[],
  read: (path: string) => Promise<string | null>,
): Promise<readonly ScriptPackage[]> {
  const packages: ScriptPackage[] = []
  for (const path of paths) {
    const text = await read(path)
    const parsed = manifestSchema.safeParse(text === null ? null : parseLooseJson(text))
    if (parsed.success) packages.push(toPackage(path.split('/').slice(0, -1).join('/'), parsed.data))
  }
  return packages.sort(byDepth)
}

const text = z.string().optional().catch(undefined)
const manifestSchema = z.object({
  name: text,
  main: text,
  module: text,
  types: text,
  typings: text,
  source: text,
  svelte: text,
  exports: z.unknown().optional(),
  imports: z.unknown().optional(),
})

function toPackage(folder: string, manifest: z.infer<typeof manifestSchema>): ScriptPackage {
  const { name = null, source, svelte, module, main, types, typings } = manifest
  const entry = [source, svelte, module, main, types, typings, './src/index', './index']
  return {
    folder,
    name,
    exports: mergeRoot(
      patternsOf(manifest.exports, '.'),
      entry.filter((target) => target !== undefined),
    ),
    imports: patternsOf(manifest.imports, '#'),
  }
}

/** What the package as a whole is, by `exports` or, since these may mean built files, by the older fields. */
function mergeRoot(patterns: readonly ModulePattern[], entry: readonly string[]): readonly ModulePattern[] {
  const root = patterns.find(({ pattern }) => pattern === '.')
  const rest = patterns.filter(({ pattern }) => pattern !== '.')
  return [{ pattern: '.', targets: [...(root?.targets ?? []), ...entry] }, ...rest]
}

/** The map of `exports` or `imports`; `exports` may be the target of the package as a whole. */
function patternsOf(value: unknown, mark: string): readonly ModulePattern[] {
  const entries = isRecord(value) ? Object.entries(value) : []
  const named = entries.filter(([key]) => key.startsWith(mark))
  if (named.length === 0 && mark === '.') return [{ pattern: '.', targets: leavesOf(value) }]
  return named.map(([pattern, target]) => ({ pattern, targets: leavesOf(target) }))
}

/** Targets under whatever condition, sources before the rest: which conditions hold is for who runs it to say. */
function leavesOf(value: unknown): readonly string[] {
  const leaves: string[] = []
  const pending: { readonly value: unknown; readonly depth: number }[] = [{ value, depth: 0 }]
  for (let next = pending.shift(); next && leaves.length < maxLeaves; next = pending.shift()) {
    const { value, depth } = next
    if (typeof value === 'string') leaves.push(value)
    else if (depth < 10 && typeof value === 'object' && value !== null)
      for (const inner of Object.values(value)) pending.push({ value: inner, depth: depth + 1 })
  }
  return leaves
}

const maxLeaves = 50

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
