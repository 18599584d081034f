import {
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  statSync,
} from 'node:fs'
import { dirname, isAbsolute, join, resolve, sep } from 'node:path'

export interface ToolchainQuery {
  readonly checkout: string
  readonly home: string
  /** The host's environment; only names that say where a toolchain lies are read. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly expose: readonly string[]
}

/**
 * Host folders beyond the system's own that the tools of this checkout lie in: found by following PATH, virtual
 * environments, version managers, `node_modules` links and `.git` files. A folder of the home is named alone, never
 * the home itself.
 */
export function findToolchainRoots(query: ToolchainQuery): string[] {
  const candidates = [
    ...pathRoots(query),
    ...variableRoots(query.env),
    ...virtualEnvRoots(query),
    ...nodeModulesRoots(query.checkout),
    ...gitRoots(query.checkout),
    ...query.expose.map((path) => resolve(path)),
  ]
  const forbidden = new Set([
    '/',
    query.home,
    dirname(query.home),
    '/home',
    '/etc',
    '/tmp',
    '/var',
    '/run',
    '/proc',
    '/sys',
    '/dev',
  ])
  const roots = new Set<string>()
  for (const path of candidates) {
    if (forbidden.has(path) || isInside(path, query.checkout) || isInside(query.checkout, path)) continue
    if (isSystem(path) || !existsSync(path)) continue
    roots.add(path)
  }
  return withoutNested([...roots])
}

/** Folders that the view always shows. */
const systemFolders = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32']

export function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep)
}

function isSystem(path: string): boolean {
  return systemFolders.some((folder) => isInside(path, folder))
}

/** Of a cargo home only this is shown: it holds credentials and settings too. */
const cargoParts = ['bin', 'registry', 'git', 'env']

function pathRoots({ env, home }: ToolchainQuery): string[] {
  const folders = (env['PATH'] ?? '').split(':').filter((folder) => isAbsolute(folder) && !isSystem(folder))
  return [...new Set(folders)].flatMap((folder) => {
    if (!existsSync(folder)) return []
    return [
      ...installRoots(folder, home),
      ...linkTargets(folder).flatMap((target) => installRoots(dirname(target), home)),
    ]
  })
}

/** The installation that a folder of programs belongs to; the folder alone where that would be the home or a shared one. */
function installRoots(folder: string, home: string): string[] {
  if (isSystem(folder)) return []
  const parent = dirname(folder)
  const isProgramFolder = /\/(?:bin|sbin|shims)$/.test(folder)
  const tooWide = parent === home || parent === join(home, '.local') || dirname(parent) === '/'
  if (!isProgramFolder || tooWide) return [folder]
  return parent.endsWith('/.cargo') ? cargoParts.map((part) => join(parent, part)) : [parent]
}

/** Where the links of a folder end, every hop named. */
function linkTargets(folder: string): string[] {
  return listFolder(folder).flatMap((name) => linkHops(join(folder, name)))
}

/** Every path that a chain of symlinks passes through, and its real end; none for a plain file. */
export function linkHops(path: string): string[] {
  const hops: string[] = []
  let at = path
  for (let count = 0; count < 16; count++) {
    if (!lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink()) break
    at = resolve(dirname(at), readlinkSync(at))
    hops.push(at)
  }
  const real = hops.length === 0 ? null : realpathOf(path)
  return real === null ? hops : [...hops, real]
}

/** Variables by which version managers and compilers say where they live. */
export const toolchainVariables = [
  'PYENV_ROOT',
  'NVM_DIR',
  'RUSTUP_HOME',
  'GOROOT',
  'JAVA_HOME',
  'RBENV_ROOT',
  'ASDF_DATA_DIR',
  'VOLTA_HOME',
  'BUN_INSTALL',
  'CONDA_PREFIX',
  'DOTNET_ROOT',
] as const

function variableRoots(env: ToolchainQuery['env']): string[] {
  const named = toolchainVariables.flatMap((name) => (env[name] === undefined ? [] : [env[name]]))
  const home = env['HOME']
  const byHabit = home === undefined ? [] : [join(home, '.rustup'), join(home, 'go', 'pkg', 'mod')]
  return [...named.filter((path) => isAbsolute(path)), ...byHabit]
}

function virtualEnvRoots({ checkout, env, home }: ToolchainQuery): string[] {
  const inCheckout = listFolder(checkout)
    .map((name) => join(checkout, name))
    .filter((folder) => existsSync(join(folder, 'pyvenv.cfg')))
  const active = env['VIRTUAL_ENV']
  const environments = [...inCheckout, ...(active === undefined ? [] : [active])]
  return environments.flatMap((folder) => [
    folder,
    ...interpreterHops(folder).flatMap((path) => installRoots(dirname(path), home)),
  ])
}

function interpreterHops(environment: string): string[] {
  const config = readText(join(environment, 'pyvenv.cfg'))
  const base = /^home\s*=\s*(.+)$/m.exec(config)?.[1]?.trim()
  const fromConfig = base === undefined ? [] : [join(base, 'python'), ...linkHops(join(base, 'python'))]
  return [...fromConfig, ...['python', 'python3'].flatMap((name) => linkHops(join(environment, 'bin', name)))]
}

/** Linked packages, and a `node_modules` that is itself a link. */
function nodeModulesRoots(checkout: string): string[] {
  const folder = join(checkout, 'node_modules')
  const names = listFolder(folder)
  const scoped = names
    .filter((name) => name.startsWith('@'))
    .flatMap((scope) => listFolder(join(folder, scope)).map((name) => join(scope, name)))
  return [folder, ...[...names, ...scoped].map((name) => join(folder, name))].flatMap((path) =>
    linkHops(path),
  )
}

/** What the `.git` file of a worktree or submodule, and the object store's alternates, point to. */
function gitRoots(checkout: string): string[] {
  const dotGit = join(checkout, '.git')
  const pointer = statSync(dotGit, { throwIfNoEntry: false })
  if (!pointer) return []
  const target = pointer.isFile() ? /^gitdir: (.*)$/m.exec(readText(dotGit))?.[1]?.trim() : undefined
  const gitDir = target === undefined ? dotGit : resolve(checkout, target)
  const common = resolve(gitDir, readText(join(gitDir, 'commondir')).trim() || '.')
  const alternates = readText(join(common, 'objects', 'info', 'alternates'))
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => resolve(common, 'objects', line))
  return [gitDir, common, ...alternates]
}

/** Parents before children, children of a listed parent dropped. */
function withoutNested(paths: readonly string[]): string[] {
  const kept: string[] = []
  for (const path of paths.toSorted()) {
    if (!kept.some((parent) => isInside(path, parent))) kept.push(path)
  }
  return kept
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function realpathOf(path: string): string | null {
  try {
    return realpathSync(path)
  } catch {
    return null
  }
}
