import { chmod, copyFile, lstat, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { isHidden } from '../hidden.ts'
import { findGitDir, type IgnoreCheck } from '../patch/ignored.ts'
import { treeFilesOf } from '../patch/tar.ts'
import { archiveInside, touchedFiles, touchedPaths } from '../patch/touched.ts'
import { bytePath, readTreeFile } from '../patch/tree-file.ts'
import { escapePattern, manifest } from '../patch/fingerprint.ts'
import { runTool } from '../patch/tools.ts'
import type { Workspace } from './workspace.ts'

export interface CopyOptions {
  readonly base: string
  /** A new folder of ours for everything this workspace keeps on disk. */
  readonly folder: string
  readonly hidden: readonly string[]
  /** What may be written beyond the copy itself. */
  readonly bytes: number
  /** Archive of an earlier copy's changes to begin with. */
  readonly archive: string | null
  readonly ignored: IgnoreCheck
  /** Path of the files as the sandbox sees them; the host's own when left out. */
  readonly root?: string
  readonly signal?: AbortSignal | undefined
}

/** Folders beside the copied files that the sandbox writes to, or that input files come from. */
export const writableFolders = ['io', 'tmp', 'shm', 'run', 'home'] as const

/** A full copy of a checkout, for machines that allow no overlay. Shares blocks where the file system can. */
export async function openCopy(options: CopyOptions): Promise<Workspace> {
  try {
    return await fillCopy(options)
  } catch (error) {
    await removeTree(options.folder)
    throw error
  }
}

async function fillCopy(options: CopyOptions): Promise<Workspace> {
  const { base, folder, hidden, signal } = options
  const files = join(folder, 'files')
  const inputs = join(folder, 'io')
  await Promise.all([files, ...writableFolders.map((name) => join(folder, name))].map((path) => mkdir(path)))
  await copyTree({ from: base, to: files }, hidden, { signal })
  await Promise.all(hidden.map((path) => mkdir(join(files, path), { recursive: true })))
  if (options.root === undefined) await adoptGitFolder(base, files)
  const [fresh, ownSize] = await Promise.all([manifest(files, hidden), sizeOf(folder)])
  if (options.archive !== null) await restore(files, options.archive)
  const root = options.root ?? files
  return {
    holder: null,
    files,
    inputs,
    freeBytes: async () => options.bytes - ((await sizeOf(folder)) - ownSize),
    changes: async (inside) => {
      const touched = touchedFiles(fresh, await manifest(files, hidden))
      const all = [...touched.written, ...touched.gone]
      const ignored = await options.ignored(base, all)
      const written = touched.written.filter((path) => !ignored.has(path))
      const after = treeFilesOf(await archiveInside(root, written, { inside, withGit: false }))
      const kept = all.filter((path) => !ignored.has(path)).toSorted()
      return Promise.all(
        kept.map(async (path) => ({
          path,
          before: await readTreeFile(base, path),
          after: after.get(path) ?? null,
        })),
      )
    },
    save: async (archive, inside) => {
      const touched = touchedPaths(fresh, await manifest(files, hidden))
      await writeFile(archive, await archiveInside(root, touched.written, { inside, withGit: true }))
      await writeFile(
        `${archive}.gone`,
        Buffer.from(touched.gone.map((path) => `${path}\0`).join(''), 'latin1'),
      )
    },
    [Symbol.asyncDispose]: () => removeTree(folder),
  }
}

/**
 * Gives a copied worktree or submodule a git folder of its own: through its `.git` file, commands in the copy would
 * work on the user's.
 */
async function adoptGitFolder(base: string, files: string): Promise<void> {
  const pointer = join(files, '.git')
  if (!(await lstat(pointer).catch(() => null))?.isFile()) return
  const gitDir = await findGitDir(base)
  if (gitDir === null) return
  const common = resolve(gitDir, (await readFile(join(gitDir, 'commondir'), 'utf8').catch(() => '.')).trim())
  await rm(pointer)
  await mkdir(pointer)
  await copyTree({ from: common, to: pointer }, ['worktrees'])
  await Promise.all(
    ['HEAD', 'index'].map((name) => copyFile(join(gitDir, name), join(pointer, name)).catch(() => undefined)),
  )
  await runTool(['git', 'config', '--file', join(pointer, 'config'), '--unset-all', 'core.worktree'], {
    code: 'sandbox/copy',
    accept: [0, 5],
  })
}

async function sizeOf(folder: string): Promise<number> {
  const result = await runTool(['du', '-sk', folder], { code: 'sandbox/copy', accept: [0, 1] })
  return Number(Buffer.from(result.stdout).toString('latin1').split('\t')[0]) * 1024
}

interface CopyWay {
  readonly from: string
  readonly to: string
}

/** Copies a folder's files with modes, times and links, sharing blocks where possible; hidden folders are left out. */
export async function copyTree(
  { from, to }: CopyWay,
  hidden: readonly string[],
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<void> {
  const names = new Set(hidden.map((path) => path.split('/', 1)[0] ?? ''))
  const skip = [...names].flatMap((name) => ['!', '-path', `./${escapePattern(name)}`])
  const copy = ['-exec', 'cp', '-a', '--no-preserve=ownership', '--reflink=auto', '-t', to, '--', '{}', '+']
  await runTool(['find', '.', '-mindepth', '1', '-maxdepth', '1', ...skip, ...copy], {
    code: 'sandbox/copy',
    cwd: from,
    signal: options.signal,
  })
  for (const name of names) {
    if (!hidden.includes(name)) await copyPartly({ from: join(from, name), to: join(to, name) }, name, hidden)
  }
}

/** Copies a folder that a hidden one lies in. */
async function copyPartly({ from, to }: CopyWay, name: string, hidden: readonly string[]): Promise<void> {
  const stats = await lstat(from).catch(() => null)
  if (!stats?.isDirectory()) return
  await mkdir(to)
  const inside = hidden.filter((path) => isHidden(path, [name])).map((path) => path.slice(name.length + 1))
  await copyTree({ from, to }, inside)
  await chmod(to, stats.mode & 0o7777)
}

/** Removes a folder whose content may have been made unwritable. */
export async function removeTree(folder: string): Promise<void> {
  try {
    await rm(folder, { recursive: true, force: true })
  } catch {
    await runTool(['chmod', '-R', 'u+rwX', folder], { code: 'sandbox/clean', accept: [0, 1] })
    await rm(folder, { recursive: true, force: true })
  }
}

async function restore(files: string, archive: string): Promise<void> {
  const gone = (await readFile(`${archive}.gone`)).toString('latin1').split('\0').filter(Boolean)
  await rm(join(files, '.git'), { recursive: true, force: true })
  for (const path of gone) await rm(bytePath(files, path), { recursive: true, force: true })
  if ((await readFile(archive)).byteLength === 0) return
  await runTool(['tar', '-C', files, '--recursive-unlink', '-xpf', archive], { code: 'sandbox/open' })
}
