import { lstat, mkdir, rm, rmdir, symlink } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { atomicWrite, CapuchinError } from '../std/index.ts'
import { readState, type FileChange, type FileState } from './apply-patch.ts'

/**
 * Writes changes into a work tree, each file in one step, after making sure that every file still is as `before` says
 * and that no folder on the way is a symlink. Returns nothing; on a mismatch nothing was written.
 *
 * @throws CapuchinError `git/files-changed` naming the files, `git/unsafe-path`.
 */
export async function writeChanges(root: string, changes: readonly FileChange[]): Promise<void> {
  const moved: string[] = []
  for (const { path, before } of changes) {
    await assertInside(root, path)
    if (!sameState(await readState(join(root, path)), before)) moved.push(path)
  }
  if (moved.length > 0) {
    throw new CapuchinError('git/files-changed', `these files changed in the meantime: ${moved.join(', ')}`, {
      hint: 'nothing was written; commit or undo your changes to them, or use the patch by hand',
    })
  }
  for (const { path, after } of changes) await writeOne(root, path, after)
}

async function writeOne(root: string, path: string, after: FileState): Promise<void> {
  const target = join(root, path)
  if (after === null) {
    await rm(target, { force: true })
    await removeEmptyFolders(root, dirname(path))
    return
  }
  await mkdir(dirname(target), { recursive: true })
  if (after.mode === 0o120000) {
    await rm(target, { force: true })
    await symlink(new TextDecoder().decode(after.content), target)
    return
  }
  const present = await lstat(target).catch(() => null)
  const permissions = present?.isFile() ? present.mode & 0o777 : 0o644
  const executable = after.mode === 0o100755
  // Git knows only the executable bit; the rest of a file's mode stays as the user has it.
  await atomicWrite(target, after.content, { mode: executable ? permissions | 0o111 : permissions & ~0o111 })
}

async function removeEmptyFolders(root: string, folder: string): Promise<void> {
  for (let at = folder; at !== '.' && at !== ''; at = dirname(at)) {
    const removed = await rmdir(join(root, at)).then(
      () => true,
      () => false,
    )
    if (!removed) return
  }
}

async function assertInside(root: string, path: string): Promise<void> {
  const parts = path.split('/')
  const outside = relative(root, join(root, path)).startsWith(`..${sep}`) || path.startsWith('/')
  if (outside || parts.includes('..') || parts.some((part) => part.toLowerCase() === '.git')) {
    throw new CapuchinError(
      'git/unsafe-path',
      `refusing to write ${path}: it is not a file of this repository`,
    )
  }
  for (let count = 1; count < parts.length; count += 1) {
    const folder = parts.slice(0, count).join('/')
    const info = await lstat(join(root, folder)).catch(() => null)
    if (info?.isSymbolicLink()) {
      throw new CapuchinError('git/unsafe-path', `refusing to write ${path}: ${folder} is a symlink`)
    }
  }
}

function sameState(a: FileState, b: FileState): boolean {
  if (a === null || b === null) return a === b
  return a.mode === b.mode && Buffer.compare(a.content, b.content) === 0
}
