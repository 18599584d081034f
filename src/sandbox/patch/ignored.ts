import { copyFile, lstat, readFile, stat } from 'node:fs/promises'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { createTempDir } from '../../std/index.ts'
import { createPrivateGit, privateGit } from './private-git.ts'
import { bytePath } from './tree-file.ts'

/**
 * Those of `paths` (byte strings) that the ignore files of the base leave out; what the base tracks is never left
 * out. Submodules answer for their own files. The base's configuration is not read.
 */
export type IgnoreCheck = (base: string, paths: readonly string[]) => Promise<ReadonlySet<string>>

/** Answers that are kept; beyond, all are forgotten. */
const mostKept = 50_000

/** Asks git once for every path, and again when a file changed that its answer stands on. */
export function createIgnoreCheck(): IgnoreCheck {
  const known = new Map<string, { readonly stamp: string; readonly ignored: boolean }>()
  return async (base, paths) => {
    const ignored = new Set<string>()
    for (const [folder, members] of await groupByRepository(base, paths)) {
      const prefix = folder === '' ? '' : `${folder}/`
      const root = folder === '' ? base : join(base, Buffer.from(folder, 'latin1').toString('utf8'))
      const local = members.map((member) => member.slice(prefix.length))
      const stamps = await stampsOf(root, local)
      const key = (path: string): string => `${root}\0${path}`
      const unknown = local.filter((path) => known.get(key(path))?.stamp !== stamps.get(path))
      const fresh = new Set(unknown.length === 0 ? [] : await askGit(root, unknown))
      const asked = new Set(unknown)
      for (const path of local) {
        const isIgnored = asked.has(path) ? fresh.has(path) : known.get(key(path))?.ignored === true
        if (isIgnored) ignored.add(prefix + path)
        known.set(key(path), { stamp: stamps.get(path) ?? '', ignored: isIgnored })
      }
    }
    if (known.size > mostKept) known.clear()
    return ignored
  }
}

/** What an answer stands on, by path: the state of the index, of the repository's list, and of the ignore files above. */
async function stampsOf(root: string, paths: readonly string[]): Promise<Map<string, string>> {
  const gitDir = await findGitDir(root)
  const common = gitDir === null ? null : await commonGitDir(gitDir)
  const repository = await Promise.all(
    gitDir === null || common === null
      ? []
      : [stampOf(join(gitDir, 'index')), stampOf(join(common, 'info', 'exclude'))],
  )
  const folders = new Map<string, Promise<string>>()
  const folderStamp = (folder: string): Promise<string> => {
    const kept = folders.get(folder)
    if (kept !== undefined) return kept
    const own = stampOf(bytePath(root, `${folder}.gitignore`))
    const above =
      folder === '' ? '' : folderStamp(folder.slice(0, folder.lastIndexOf('/', folder.length - 2) + 1))
    const stamp = Promise.all([above, own]).then((parts) => parts.join(';'))
    folders.set(folder, stamp)
    return stamp
  }
  const stamps = paths.map(async (path): Promise<[string, string]> => {
    const folder = await folderStamp(path.slice(0, path.lastIndexOf('/') + 1))
    return [path, `${repository.join(';')};${folder}`]
  })
  return new Map(await Promise.all(stamps))
}

async function stampOf(path: string | Buffer): Promise<string> {
  const stats = await stat(path, { bigint: true }).catch(() => null)
  return stats === null ? '-' : `${stats.ino} ${stats.size} ${stats.mtimeNs} ${stats.ctimeNs}`
}

/** Paths by the innermost folder of the base, below its root, that is a repository of its own. */
async function groupByRepository(base: string, paths: readonly string[]): Promise<Map<string, string[]>> {
  const known = new Map<string, boolean>()
  const groups = new Map<string, string[]>()
  for (const path of paths) {
    let owner = ''
    for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) {
      const folder = path.slice(0, slash)
      let isRepository = known.get(folder)
      if (isRepository === undefined) {
        isRepository = await exists(bytePath(base, `${folder}/.git`))
        known.set(folder, isRepository)
      }
      if (isRepository) owner = folder
    }
    const group = groups.get(owner)
    if (group) group.push(path)
    else groups.set(owner, [path])
  }
  return groups
}

async function askGit(root: string, paths: readonly string[]): Promise<string[]> {
  await using temp = await createTempDir('capuchin-ignore-')
  const gitDir = await createPrivateGit(join(temp.path, 'git'))
  const realGitDir = await findGitDir(root)
  if (realGitDir !== null) {
    await copyFile(
      join(await commonGitDir(realGitDir), 'info', 'exclude'),
      join(gitDir, 'info', 'exclude'),
    ).catch(() => undefined)
  }
  const stdin = Buffer.from(paths.map((path) => `${path}\0`).join(''), 'latin1')
  const ask = (indexFile: string | null): Promise<Buffer> =>
    privateGit(['check-ignore', '-z', '--stdin', ...(indexFile === null ? ['--no-index'] : [])], {
      gitDir,
      workTree: root,
      stdin,
      accept: [0, 1],
      ...(indexFile === null ? {} : { indexFile }),
    })
  const index = realGitDir === null ? null : join(realGitDir, 'index')
  const hasIndex = index !== null && (await exists(index))
  // An index in a format that a default repository cannot read (sha256, split) only costs the exception for tracked files.
  const answer = hasIndex ? await ask(index).catch(() => ask(null)) : await ask(null)
  return answer
    .toString('latin1')
    .split('\0')
    .filter((path) => path !== '')
}

/** The git folder of a working copy, through a `.git` file too; null when it has none. */
export async function findGitDir(root: string): Promise<string | null> {
  const dotGit = join(root, '.git')
  const stats = await stat(dotGit).catch(() => null)
  if (stats?.isDirectory()) return dotGit
  if (!stats?.isFile()) return null
  const target = /^gitdir: (.*)$/m.exec(await readFile(dotGit, 'utf8'))?.[1]?.trim()
  if (target === undefined) return null
  return isAbsolute(target) ? target : resolve(dirname(dotGit), target)
}

/** Where a worktree's git folder keeps what it shares with the others. */
async function commonGitDir(gitDir: string): Promise<string> {
  return resolve(gitDir, (await readFile(join(gitDir, 'commondir'), 'utf8').catch(() => '.')).trim())
}

async function exists(path: string | Buffer): Promise<boolean> {
  return (await lstat(path).catch(() => null)) !== null
}
