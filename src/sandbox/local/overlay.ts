import { lstat, readdir, statfs } from 'node:fs/promises'
import { hiddenBytes, isHidden } from '../hidden.ts'
import { ignoredPaths } from '../patch/ignored.ts'
import { treeFilesOf } from '../patch/tar.ts'
import { bytePath, listTreeFiles, readTreeFile, type FileChange, type TreeFile } from '../patch/tree-file.ts'
import type { Holder, HolderOptions } from './holder.ts'
import { runTool } from '../patch/tools.ts'
import type { Workspace } from './workspace.ts'

/** Copy-on-write view of a folder: a sized tmpfs over it, mounted where only the sandbox sees it. */
export function overlayWorkspace(holder: Holder, options: HolderOptions): Workspace {
  const upper = holder.stagePath('upper')
  return {
    holder,
    files: null,
    inputs: holder.stagePath('io'),
    freeBytes: async () => {
      const stats = await statfs(holder.stagePath('.'))
      return stats.bavail * stats.bsize
    },
    changes: () => overlayChanges(options.lower, holder, hiddenBytes(options.hidden)),
    save: async (archive) => {
      const xattrs = ['--xattrs', '--xattrs-include=*.overlay.opaque', '--format=posix']
      const command = ['tar', '-C', upper, ...xattrs, '--numeric-owner', '-cpf', archive, '.'] as const
      await runTool([...command], { code: 'sandbox/checkpoint' })
    },
    [Symbol.asyncDispose]: () => holder[Symbol.asyncDispose](),
  }
}

interface UpperEntry {
  readonly type: string
  readonly path: string
}

async function overlayChanges(
  base: string,
  holder: Holder,
  hidden: readonly string[],
): Promise<FileChange[]> {
  const upper = holder.stagePath('upper')
  const entries = (await listUpper(upper)).filter(({ path }) => !isHidden(path, hidden))
  const written = entries.filter(({ type }) => type === 'f' || type === 'l').map(({ path }) => path)
  const gone = await Promise.all(entries.map((entry) => removedBy(entry, { base, holder })))
  const paths = new Set([...written, ...gone.flat()].filter((path) => !isHidden(path, hidden)))
  const ignored = await ignoredPaths(base, [...paths])
  const after = await readUpper(
    upper,
    written.filter((path) => !ignored.has(path)),
  )
  const kept = [...paths].filter((path) => !ignored.has(path)).toSorted()
  return Promise.all(
    kept.map(async (path) => ({
      path,
      before: await readTreeFile(base, path),
      after: after.get(path) ?? null,
    })),
  )
}

async function listUpper(upper: string): Promise<UpperEntry[]> {
  const found = await runTool(['find', upper, '-name', '.git', '-prune', '-o', '-printf', '%y %P\\0'], {
    code: 'sandbox/diff',
    accept: [0, 1],
  })
  const records = Buffer.from(found.stdout).toString('latin1').split('\0')
  return records
    .map((record) => ({ type: record.slice(0, 1), path: record.slice(2) }))
    .filter(({ path }) => path !== '')
}

/** Files of the base that an entry of the upper layer takes away. */
async function removedBy(
  entry: UpperEntry,
  layers: { readonly base: string; readonly holder: Holder },
): Promise<string[]> {
  const { base, holder } = layers
  const stats = await lstat(bytePath(base, entry.path)).catch(() => null)
  if (stats === null) return []
  if (!stats.isDirectory()) return entry.type === 'c' || entry.type === 'd' ? [entry.path] : []
  if (entry.type !== 'd' || (await isOpaque(entry.path, { base, holder })))
    return listTreeFiles(base, entry.path)
  return []
}

/** A folder made anew hides all of the base's: seen by a name that is in neither the upper layer nor the merged view. */
async function isOpaque(
  path: string,
  layers: { readonly base: string; readonly holder: Holder },
): Promise<boolean> {
  const names = await readdir(bytePath(layers.base, path), { encoding: 'buffer' })
  for (const name of names) {
    const child = `${path}/${name.toString('latin1')}`
    const inUpper = await lstat(bytePath(layers.holder.stagePath('upper'), child)).catch(() => null)
    if (inUpper !== null) continue
    return (await lstat(bytePath(layers.holder.stagePath('merged'), child)).catch(() => null)) === null
  }
  return false
}

/** Contents of files of the upper layer, read by tar, which follows no link on the way down. */
async function readUpper(upper: string, paths: readonly string[]): Promise<Map<string, TreeFile>> {
  if (paths.length === 0) return new Map()
  const list = ['--null', '--verbatim-files-from', '--no-recursion', '--files-from=-']
  const format = ['--format=gnu', '--hard-dereference', '--ignore-failed-read', '--numeric-owner']
  const archive = await runTool(['tar', '-C', upper, ...format, '-cf', '-', ...list], {
    code: 'sandbox/diff',
    accept: [0, 1],
    stdin: Buffer.from(paths.map((path) => `./${path}\0`).join(''), 'latin1'),
  })
  return treeFilesOf(Buffer.from(archive.stdout))
}
