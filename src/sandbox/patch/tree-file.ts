import { isUtf8 } from 'node:buffer'
import { lstat, readdir, readFile, readlink } from 'node:fs/promises'

/** A file as git knows it. Paths beside it are byte strings: one character per byte. */
export interface TreeFile {
  readonly mode: '100644' | '100755' | '120000'
  /** Of a symlink: where it points. */
  readonly content: Buffer
}

/** A path that differs, or may differ, between the base and the sandbox; null where a side has no such file. */
export interface FileChange {
  readonly path: string
  readonly before: TreeFile | null
  readonly after: TreeFile | null
}

/** Whether a patch may show the content as text: it survives being a string. A missing file is no obstacle. */
export function isTextFile(file: TreeFile | null): boolean {
  return file === null || isUtf8(file.content)
}

/** The mode that git keeps of permission bits. */
export function gitMode(permissions: number): '100644' | '100755' {
  return (permissions & 0o100) === 0 ? '100644' : '100755'
}

/** Bytes of a path below a folder; `path` is a byte string. */
export function bytePath(root: string, path: string): Buffer {
  return Buffer.concat([Buffer.from(`${root}/`), Buffer.from(path, 'latin1')])
}

/** Reads one file below `root` without following any symlink on the way; null when there is no such file. */
export async function readTreeFile(root: string, path: string): Promise<TreeFile | null> {
  if (!(await parentsAreFolders(root, path))) return null
  const full = bytePath(root, path)
  const stats = await lstat(full).catch(() => null)
  if (stats?.isSymbolicLink()) {
    return { mode: '120000', content: await readlink(full, { encoding: 'buffer' }) }
  }
  return stats?.isFile() ? { mode: gitMode(stats.mode), content: await readFile(full) } : null
}

/** Every file below a folder of `root`, `.git` left out; none when it is no folder. */
export async function listTreeFiles(root: string, folder: string): Promise<string[]> {
  const full = folder === '' ? Buffer.from(root) : bytePath(root, folder)
  const stats = await lstat(full).catch(() => null)
  if (!stats?.isDirectory()) return []
  const found: string[] = []
  for (const entry of await readdir(full, { withFileTypes: true, encoding: 'buffer' })) {
    const name = entry.name.toString('latin1')
    if (name === '.git') continue
    const path = folder === '' ? name : `${folder}/${name}`
    if (entry.isDirectory()) found.push(...(await listTreeFiles(root, path)))
    else found.push(path)
  }
  return found
}

async function parentsAreFolders(root: string, path: string): Promise<boolean> {
  for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) {
    const stats = await lstat(bytePath(root, path.slice(0, slash))).catch(() => null)
    if (!stats?.isDirectory()) return false
  }
  return true
}
