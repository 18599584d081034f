import { copyFile, lstat, readFile, stat } from 'node:fs/promises'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import { createTempDir } from '../../std/index.ts'
import { createPrivateGit, privateGit } from './private-git.ts'
import { bytePath } from './tree-file.ts'

/**
 * Those of `paths` (byte strings) that the ignore files of the base leave out; what the base tracks is never left
 * out. Submodules answer for their own files. The base's configuration is not read.
 */
export async function ignoredPaths(base: string, paths: readonly string[]): Promise<ReadonlySet<string>> {
  const ignored = new Set<string>()
  if (paths.length === 0) return ignored
  const groups = await groupByRepository(base, paths)
  await Promise.all(
    [...groups].map(async ([folder, members]) => {
      const root = folder === '' ? base : join(base, Buffer.from(folder, 'latin1').toString('utf8'))
      const prefix = folder === '' ? '' : `${folder}/`
      for (const path of await askGit(
        root,
        members.map((member) => member.slice(prefix.length)),
      )) {
        ignored.add(prefix + path)
      }
    }),
  )
  return ignored
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
    const common = (await readFile(join(realGitDir, 'commondir'), 'utf8').catch(() => '.')).trim()
    await copyFile(
      join(resolve(realGitDir, common), 'info', 'exclude'),
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

async function exists(path: string | Buffer): Promise<boolean> {
  return (await lstat(path).catch(() => null)) !== null
}
