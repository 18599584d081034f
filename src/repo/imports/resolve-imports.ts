import type { IndexedTree } from '../facts/indexed-tree.ts'
import type { Import } from '../tags/file-tags.ts'

/** Files of a tree that an import means; none where it means nothing in the tree. */
export type ImportResolver = (from: string, imported: Import) => readonly ResolvedImport[]

export interface ResolvedImport {
  readonly path: string
  /** The name that is taken from the file; null for the file as a whole. */
  readonly name: string | null
}

/** Knows Python's packages and the relative imports of JavaScript and TypeScript. */
export function createImportResolver({ paths }: Pick<IndexedTree, 'paths'>): ImportResolver {
  const known = new Set(paths)
  const modules = pythonModules(paths, known)
  return (from, imported) => {
    if (/\.pyi?$/.test(from)) return resolvePython(from, imported, modules)
    return /\.[cm]?[jt]sx?$/.test(from) ? resolveScript(from, imported, known) : []
  }
}

/** Dotted name to file. A folder that is no package (src, lib) may stand before the first package. */
function pythonModules(paths: readonly string[], known: ReadonlySet<string>): ReadonlyMap<string, string> {
  const modules = new Map<string, string>()
  const later: (readonly [string, string])[] = []
  for (const path of paths) {
    const bare = /^(.*?)(?:(?:^|\/)__init__)?\.pyi?$/.exec(path)?.[1]
    if (bare === undefined || bare === '') continue
    const parts = bare.split('/')
    if (!modules.has(parts.join('.'))) modules.set(parts.join('.'), path)
    for (let root = 1; root < parts.length; root++) {
      if (known.has(`${parts.slice(0, root).join('/')}/__init__.py`)) break
      later.push([parts.slice(root).join('.'), path])
    }
  }
  for (const [name, path] of later) if (!modules.has(name)) modules.set(name, path)
  return modules
}

function resolvePython(
  from: string,
  { module, names }: Import,
  modules: ReadonlyMap<string, string>,
): readonly ResolvedImport[] {
  const base = absoluteModule(from, module)
  if (base === null) return []
  const file = modules.get(base)
  if (names.length === 0) return file === undefined ? [] : [{ path: file, name: null }]
  return names.flatMap((name): readonly ResolvedImport[] => {
    const submodule = modules.get(base === '' ? name : `${base}.${name}`)
    if (submodule !== undefined) return [{ path: submodule, name: null }]
    return file === undefined ? [] : [{ path: file, name: name === '*' ? null : name }]
  })
}

/** `..a` seen from `x/y/z.py` is `x.a`; null when the dots lead out of the tree. */
function absoluteModule(from: string, module: string): string | null {
  const dots = /^\.*/.exec(module)?.[0].length ?? 0
  if (dots === 0) return module
  const folders = from.split('/').slice(0, -1)
  if (dots - 1 > folders.length) return null
  const base = folders.slice(0, folders.length - (dots - 1))
  const rest = module.slice(dots)
  return [...base, ...(rest === '' ? [] : [rest])].join('.')
}

function resolveScript(
  from: string,
  { module, names }: Import,
  known: ReadonlySet<string>,
): readonly ResolvedImport[] {
  if (!module.startsWith('.')) return []
  const parts = from.split('/').slice(0, -1)
  for (const part of module.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) return []
    } else if (part !== '.' && part !== '') parts.push(part)
  }
  const bare = parts.join('/')
  // TypeScript's own sources say `./a.js` and mean `./a.ts`.
  const stems = [bare, bare.replace(/\.[cm]?jsx?$/, '')]
  const candidates = stems.flatMap((stem) => [
    stem,
    ...scriptEndings.map((ending) => `${stem}${ending}`),
    ...scriptEndings.map((ending) => (stem === '' ? `index${ending}` : `${stem}/index${ending}`)),
  ])
  const path = candidates.find((candidate) => known.has(candidate))
  if (path === undefined) return []
  return names.length === 0 ? [{ path, name: null }] : names.map((name) => ({ path, name }))
}

const scriptEndings = [
  '.ts',
  '.tsx',
  '.mts',
  '.cts',
  '.d.ts',
  '.js',
  '.jsx',
  '.mjs',
  '.cjs',
  '.vue',
  '.svelte',
]
