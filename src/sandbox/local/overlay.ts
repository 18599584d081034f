import { lstat, readdir, statfs } from 'node:fs/promises'
import { hiddenBytes, isHidden } from '../hidden.ts'
import type { IgnoreCheck } from '../patch/ignored.ts'
import { bytePath, listTreeFiles, readTreeFile, type FileChange } from '../patch/tree-file.ts'
import type { Holder, HolderOptions } from './holder.ts'
import { runTool } from '../patch/tools.ts'
import { listUpper, readUpper, type UpperEntry } from './upper-layer.ts'
import type { Workspace } from './workspace.ts'

/** Copy-on-write view of a folder: a sized tmpfs over it, mounted where only the sandbox sees it. */
export function overlayWorkspace(
  holder: Holder,
  options: Pick<HolderOptions, 'lower' | 'hidden'> & { readonly ignored: IgnoreCheck },
): Workspace {
  const upper = holder.stagePath('upper')
  return {
    holder,
    files: null,
    inputs: holder.stagePath('io'),
    freeBytes: async () => {
      const stats = await statfs(holder.stagePath('.'))
      return stats.bavail * stats.bsize
    },
    changes: () =>
      overlayChanges(holder, { ...options, base: options.lower, hidden: hiddenBytes(options.hidden) }),
    save: async (archive) => {
      const xattrs = ['--xattrs', '--xattrs-include=*.overlay.opaque', '--format=posix']
      const command = ['tar', '-C', upper, ...xattrs, '--numeric-owner', '-cpf', archive, '.'] as const
      await runTool([...command], { code: 'sandbox/checkpoint' })
    },
    [Symbol.asyncDispose]: () => holder[Symbol.asyncDispose](),
  }
}

interface Comparison {
  readonly base: string
  /** Byte strings. */
  readonly hidden: readonly string[]
  readonly ignored: IgnoreCheck
}

async function overlayChanges(
  holder: Holder,
  { base, hidden, ignored: findIgnored }: Comparison,
): Promise<FileChange[]> {
  const upper = holder.stagePath('upper')
  const entries = (await listUpper(upper)).filter(({ path }) => !isHidden(path, hidden))
  const written = entries.filter(({ type }) => type === 'file' || type === 'link').map(({ path }) => path)
  const gone = await Promise.all(entries.map((entry) => removedBy(entry, { base, holder })))
  const paths = new Set([...written, ...gone.flat()].filter((path) => !isHidden(path, hidden)))
  const ignored = await findIgnored(base, [...paths])
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

/** Files of the base that an entry of the upper layer takes away. */
async function removedBy(
  entry: UpperEntry,
  layers: { readonly base: string; readonly holder: Holder },
): Promise<string[]> {
  const { base, holder } = layers
  const stats = await lstat(bytePath(base, entry.path)).catch(() => null)
  if (stats === null) return []
  if (!stats.isDirectory()) return entry.type === 'removed' || entry.type === 'folder' ? [entry.path] : []
  if (entry.type !== 'folder' || (await isOpaque(entry.path, { base, holder })))
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
