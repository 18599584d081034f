import { closeSync, constants, openSync, readdirSync, type Dirent } from 'node:fs'
import { open, readlink } from 'node:fs/promises'
import { setImmediate } from 'node:timers/promises'
import { CapuchinError, messageOf } from '../../std/index.ts'
import { gitMode, type TreeFile } from '../patch/tree-file.ts'

/** Something in the upper layer of an overlay. */
export interface UpperEntry {
  readonly type: 'file' | 'link' | 'folder' | 'removed' | 'other'
  /** Below the layer; a byte string. */
  readonly path: string
}

/** Folders are held open down to here. */
const deepest = 500
/** So many folders are read without letting others run. */
const foldersPerTurn = 100

/**
 * Lists an upper layer, content of `.git` left out. A folder is opened through its parent's descriptor and never
 * through a link, so that nothing the inside does meanwhile can lead the host elsewhere.
 *
 * @throws CapuchinError `sandbox/diff` for folders nested more than 500 deep.
 */
export async function listUpper(upper: string): Promise<UpperEntry[]> {
  const found: UpperEntry[] = []
  let folders = 0
  const visit = async (folder: number, prefix: string, depth: number): Promise<void> => {
    if (depth > deepest)
      throw new CapuchinError(
        'sandbox/diff',
        `folders are nested more than ${deepest} deep: ${prefix.slice(0, 60)}…`,
      )
    folders += 1
    if (folders % foldersPerTurn === 0) await setImmediate()
    for (const entry of readdirSync(inFolder(folder), { withFileTypes: true, encoding: 'buffer' })) {
      const name = entry.name.toString('latin1')
      if (name === '.git') continue
      const path = prefix + name
      const type = typeOf(entry)
      found.push({ type, path })
      if (type === 'folder')
        await within(inFolder(folder, name), (child) => visit(child, `${path}/`, depth + 1))
    }
  }
  await within(upper, (folder) => visit(folder, '', 0))
  return found
}

/** Files and links of an upper layer by path; what cannot be read, or is gone by now, is left out. */
export async function readUpper(upper: string, paths: readonly string[]): Promise<Map<string, TreeFile>> {
  const files = new Map<string, TreeFile>()
  for (const path of paths) {
    const file = await readBelow(upper, path.split('/'))
    if (file) files.set(path, file)
  }
  return files
}

async function readBelow(folder: string | Buffer, names: readonly string[]): Promise<TreeFile | undefined> {
  const [name = '', ...rest] = names
  return within(folder, (opened) =>
    rest.length > 0 ? readBelow(inFolder(opened, name), rest) : readEntry(inFolder(opened, name)),
  )
}

async function readEntry(path: Buffer): Promise<TreeFile | undefined> {
  try {
    // Without waiting, for what is a pipe by now.
    await using file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    const stats = await file.stat()
    return stats.isFile() ? { mode: gitMode(stats.mode), content: await file.readFile() } : undefined
  } catch (error) {
    if (hasErrno(error, ['ELOOP'])) return readLinkEntry(path)
    return unlessUnreadable(error)
  }
}

async function readLinkEntry(path: Buffer): Promise<TreeFile | undefined> {
  try {
    return { mode: '120000', content: await readlink(path, { encoding: 'buffer' }) }
  } catch (error) {
    return unlessUnreadable(error)
  }
}

/** Does something with an open folder; nothing when it cannot be opened, or is no folder. */
async function within<T>(
  path: string | Buffer,
  work: (folder: number) => Promise<T>,
): Promise<T | undefined> {
  let folder: number
  try {
    folder = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW)
  } catch (error) {
    return unlessUnreadable(error)
  }
  try {
    return await work(folder)
  } finally {
    closeSync(folder)
  }
}

/** Path of a name in an open folder; of the folder itself when there is no name. */
function inFolder(folder: number, name = ''): Buffer {
  return Buffer.from(`/proc/self/fd/${folder}/${name}`, 'latin1')
}

function typeOf(entry: Dirent<Buffer>): UpperEntry['type'] {
  if (entry.isFile()) return 'file'
  if (entry.isSymbolicLink()) return 'link'
  if (entry.isDirectory()) return 'folder'
  return entry.isCharacterDevice() ? 'removed' : 'other'
}

function unlessUnreadable(error: unknown): undefined {
  if (hasErrno(error, ['EACCES', 'EPERM', 'ENOENT', 'ENOTDIR', 'ELOOP', 'EINVAL', 'ENXIO'])) return undefined
  throw new CapuchinError('sandbox/diff', `cannot read the changed files: ${messageOf(error)}`, {
    cause: error,
  })
}

function hasErrno(error: unknown, codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
}
