import type { Import } from '../tags/file-tags.ts'
import type { ImportResolver, ResolvedImport } from './resolve-imports.ts'

export function createPythonResolver(paths: readonly string[]): ImportResolver {
  const known = new Set(paths)
  const modules = modulesByName(paths, known)
  return (from, imported) => {
    const find = finderFor(from, imported.module, { known, modules })
    return find ? take(imported, find) : []
  }
}

/** File of a module below what an import names; of that itself for null. */
type FindModule = (submodule: string | null) => string | undefined

interface Modules {
  readonly known: ReadonlySet<string>
  readonly modules: ReadonlyMap<string, readonly string[]>
}

/** Null when the dots of a relative import lead out of the tree. */
function finderFor(from: string, module: string, { known, modules }: Modules): FindModule | null {
  const dots = /^\.*/.exec(module)?.[0].length ?? 0
  const rest = module.slice(dots)
  if (dots === 0) {
    return (submodule) => nearest(from, modules.get(submodule === null ? rest : `${rest}.${submodule}`) ?? [])
  }
  const folders = from.split('/').slice(0, -1)
  if (dots - 1 > folders.length) return null
  const base = folders.slice(0, folders.length - (dots - 1))
  return (submodule) => {
    const parts = [...base, ...rest.split('.'), ...(submodule ?? '').split('.')].filter((part) => part !== '')
    const stem = parts.join('/')
    const inside = stem === '' ? '__init__' : `${stem}/__init__`
    return [`${inside}.py`, `${stem}.py`, `${inside}.pyi`, `${stem}.pyi`].find((path) => known.has(path))
  }
}

function take({ names }: Import, find: FindModule): readonly ResolvedImport[] {
  const file = find(null)
  if (names.length === 0) return file === undefined ? [] : [{ path: file, name: null }]
  return names.flatMap((name): readonly ResolvedImport[] => {
    const submodule = name === '*' ? undefined : find(name)
    if (submodule !== undefined) return [{ path: submodule, name: null }]
    return file === undefined ? [] : [{ path: file, name: name === '*' ? null : name }]
  })
}

/**
 * Files by dotted name. A folder that is no package (src, lib, one of many projects) may stand before the first package
 * or module, so that a file may have several names, and a name several files.
 */
function modulesByName(
  paths: readonly string[],
  known: ReadonlySet<string>,
): ReadonlyMap<string, readonly string[]> {
  const modules = new Map<string, string[]>()
  for (const path of paths) {
    const bare = /^(.*?)(?:(?:^|\/)__init__)?\.pyi?$/.exec(path)?.[1]
    // A stub tells less than what it describes.
    if (bare === undefined || bare === '' || (path.endsWith('.pyi') && known.has(path.slice(0, -1)))) continue
    const parts = bare.split('/')
    for (let root = 0; root < parts.length; root++) {
      if (root > 0 && isPackage(parts.slice(0, root).join('/'), known)) break
      const name = parts.slice(root).join('.')
      const files = modules.get(name)
      if (files) files.push(path)
      else modules.set(name, [path])
    }
  }
  return modules
}

function isPackage(folder: string, known: ReadonlySet<string>): boolean {
  return known.has(`${folder}/__init__.py`) || known.has(`${folder}/__init__.pyi`)
}

/** Of files of one name the one that shares most folders with who asks; of those the one nearest the top. */
function nearest(from: string, files: readonly string[]): string | undefined {
  if (files.length < 2) return files[0]
  const rank = (path: string): readonly [shared: number, depth: number] => {
    const [mine, theirs] = [from.split('/'), path.split('/')]
    let shared = 0
    while (shared < theirs.length && mine[shared] === theirs[shared]) shared++
    return [shared, theirs.length]
  }
  return [...files].sort((a, b) => {
    const [[sharedA, depthA], [sharedB, depthB]] = [rank(a), rank(b)]
    return sharedB - sharedA || depthA - depthB || (a < b ? -1 : 1)
  })[0]
}
