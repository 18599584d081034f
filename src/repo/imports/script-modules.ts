import type { ImportResolver, ResolvedImport } from './resolve-imports.ts'
import type { ImportSettings, ModulePattern, ScriptPackage } from './import-settings.ts'
import { joinPath } from './tree-path.ts'

export function createScriptResolver(paths: readonly string[], settings: ImportSettings): ImportResolver {
  const known = new Set(paths)
  const siblings = new Map(settings.packages.map((sibling) => [sibling.name, sibling]))
  const find = (path: string | null): string | undefined =>
    path === null ? undefined : findFile(path, known)
  return (from, { module, names }) => {
    let path: string | undefined
    for (const candidate of candidates(from, module, { ...settings, siblings })) {
      path = find(candidate)
      if (path !== undefined) break
    }
    if (path === undefined) return []
    const found = path
    if (names.length === 0) return [{ path: found, name: null }]
    return names.map((name): ResolvedImport => ({ path: found, name }))
  }
}

/** Paths, endings perhaps missing, that a module may lie at, the likeliest first. */
function* candidates(from: string, module: string, settings: NamedSettings): Generator<string | null> {
  const folder = from.split('/').slice(0, -1).join('/')
  if (/^\.\.?(?:\/|$)/.test(module)) {
    yield joinPath(folder, module)
    return
  }
  if (module.startsWith('/')) {
    yield joinPath('', module)
    return
  }
  if (module.startsWith('#')) {
    const owner = nearestAbove(folder, settings.packages)
    if (owner) yield* inPackage(owner, matching(owner.imports, module))
  }
  const config = nearestAbove(folder, settings.configs)
  if (config) {
    for (const target of matching(config.paths, module)) yield joinPath('', target)
    if (config.baseUrl !== null) yield joinPath(config.baseUrl, module)
  }
  const sibling = settings.siblings.get(/^(?:@[^/]+\/)?[^/]+/.exec(module)?.[0] ?? '')
  if (!sibling?.name) return
  const subpath = `.${module.slice(sibling.name.length)}`
  yield* inPackage(sibling, matching(sibling.exports, subpath))
  yield joinPath(sibling.folder, subpath)
  yield joinPath(`${sibling.folder}/src`, subpath)
}

interface NamedSettings extends ImportSettings {
  readonly siblings: ReadonlyMap<string | null, ScriptPackage>
}

/** What a package says of its files; where it means built ones, which are in no tree, the sources they are built from. */
function* inPackage({ folder }: ScriptPackage, targets: readonly string[]): Generator<string | null> {
  for (const target of targets) yield joinPath(folder, target)
  for (const target of targets) {
    const parts = target.split('/').filter((part) => part !== '.')
    for (let cut = 1; cut < parts.length && cut <= 3; cut++)
      yield joinPath(folder, ['src', ...parts.slice(cut)].join('/'))
  }
}

/** Targets of the pattern that fits closest, `*` filled in. */
function matching(patterns: readonly ModulePattern[], module: string): readonly string[] {
  let best: { readonly targets: readonly string[]; readonly length: number } | null = null
  for (const { pattern, targets } of patterns) {
    const star = pattern.indexOf('*')
    if (star < 0) {
      if (pattern === module) return targets
      continue
    }
    const [before, after] = [pattern.slice(0, star), pattern.slice(star + 1)]
    if (module.length < before.length + after.length) continue
    if (!module.startsWith(before) || !module.endsWith(after)) continue
    const middle = module.slice(before.length, module.length - after.length)
    if (!best || before.length > best.length)
      best = { targets: targets.map((target) => target.replace('*', () => middle)), length: before.length }
  }
  return best?.targets ?? []
}

/** What holds for a folder: what lies in it or the nearest one above. Both lists are sorted deepest first. */
function nearestAbove<T extends { readonly folder: string }>(
  folder: string,
  all: readonly T[],
): T | undefined {
  return all.find((one) => one.folder === '' || folder === one.folder || folder.startsWith(`${one.folder}/`))
}

function findFile(path: string, known: ReadonlySet<string>): string | undefined {
  // TypeScript's own sources say `./a.js` and mean `./a.ts`; what is declared is defined beside its declaration.
  const stems = new Set([path, path.replace(/\.(?:d\.)?[cm]?[jt]sx?$/, '')])
  for (const stem of stems) {
    if (known.has(stem)) return stem
    for (const ending of endings) if (known.has(`${stem}${ending}`)) return `${stem}${ending}`
    const inside = stem === '' ? 'index' : `${stem}/index`
    for (const ending of endings) if (known.has(`${inside}${ending}`)) return `${inside}${ending}`
  }
  return undefined
}

const endings = [
  '.ts',
  '.tsx',
  '.mts',
  '.cts',
  '.js',
  '.jsx',
  '.mjs',
  '.cjs',
  '.vue',
  '.svelte',
  '.d.ts',
  '.d.mts',
  '.d.cts',
]
