import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, realpath, rename, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { atomicWrite, CapuchinError, isAlive, messageOf, ownerOf, parseOwner } from '../../std/index.ts'
import { removeTree } from './copy.ts'
import { killMarked, programVariable } from './marked-processes.ts'

/** Where a provider keeps what outlives a moment: folders of open sandboxes, and snapshots. */
export interface StateFolder {
  readonly path: string
  /** A new folder that is swept at a later start when this program died with it. */
  newLiveFolder(): Promise<string>
  /** A new folder that stays once its description is written. */
  newSnapshotFolder(): Promise<string>
  writeMeta(snapshotFolder: string, meta: SnapshotMeta): Promise<void>
  readMeta(snapshotFolder: string): Promise<SnapshotMeta>
  /** A sandbox stands on this base, until the returned function is called: frozen copies go with their last user. */
  useBase(base: string): () => Promise<void>
  releaseSnapshot(snapshotFolder: string): Promise<void>
}

/** What a snapshot needs beside its archive to be opened again. */
export type SnapshotMeta = z.infer<typeof snapshotMeta>

const snapshotMeta = z.object({
  version: z.literal(1),
  workspace: z.enum(['overlay', 'copy']),
  /** The folder it stands on: the checkout, or a frozen copy of it. */
  base: z.string(),
  root: z.string(),
})

export const archiveName = 'changes.tar'

/** Folder that holds the frozen copy of a checkout, in a live folder of its own. */
export const frozenName = 'frozen'

/** Makes the folders, and removes what dead programs left in them. */
export async function openStateFolder(stateDir: string): Promise<StateFolder> {
  await mkdir(stateDir, { recursive: true, mode: 0o755 })
  const path = await realpath(stateDir)
  const live = join(path, 'live')
  const snapshots = join(path, 'snapshots')
  await Promise.all([mkdir(live, { recursive: true, mode: 0o755 }), mkdir(snapshots, { recursive: true })])
  await sweepUnsigned(join(path, unsignedName))
  await sweepSnapshots(snapshots)
  await sweep(live, await basesOf(snapshots))
  const users = new Map<string, number>()
  const removeUnused = async (base: string): Promise<void> => {
    if (dirname(dirname(base)) !== live || users.has(base)) return
    if (!(await basesOf(snapshots)).has(base)) await removeTree(dirname(base))
  }
  const owner = JSON.stringify(ownerOf(process.pid))
  return {
    path,
    newLiveFolder: () => newFolder(live, owner),
    newSnapshotFolder: () => newFolder(snapshots, owner),
    writeMeta: (folder, meta) => atomicWrite(join(folder, 'meta.json'), JSON.stringify(meta)),
    readMeta,
    useBase: (base) => {
      users.set(base, (users.get(base) ?? 0) + 1)
      return async () => {
        const left = (users.get(base) ?? 1) - 1
        if (left > 0) users.set(base, left)
        else users.delete(base)
        await removeUnused(base)
      }
    },
    releaseSnapshot: async (folder) => {
      const meta = await readMeta(folder).catch(() => null)
      await removeTree(folder)
      if (meta !== null) await removeUnused(meta.base)
    },
  }
}

async function basesOf(snapshots: string): Promise<Set<string>> {
  const bases = new Set<string>()
  for (const name of await readdir(snapshots)) {
    const meta = await readMeta(join(snapshots, name)).catch(() => null)
    if (meta !== null) bases.add(meta.base)
  }
  return bases
}

async function readMeta(folder: string): Promise<SnapshotMeta> {
  try {
    return snapshotMeta.parse(JSON.parse(await readFile(join(folder, 'meta.json'), 'utf8')))
  } catch (cause) {
    throw new CapuchinError('sandbox/no-snapshot', `no snapshot at ${folder}: ${messageOf(cause)}`, { cause })
  }
}

export function newId(): string {
  return randomBytes(8).toString('hex')
}

/** Signed before it takes its place, so that whoever is killed meanwhile leaves none there that nobody may remove. */
async function newFolder(parent: string, owner: string): Promise<string> {
  const name = newId()
  const unsigned = join(dirname(parent), unsignedName)
  await mkdir(join(unsigned, name), { recursive: true })
  await writeFile(join(unsigned, name, 'owner.json'), owner)
  const folder = join(parent, name)
  await rename(join(unsigned, name), folder)
  return folder
}

const unsignedName = 'unsigned'

async function sweepUnsigned(unsigned: string): Promise<void> {
  for (const name of await readdir(unsigned).catch(() => []))
    if (await isAbandoned(join(unsigned, name))) await removeTree(join(unsigned, name))
}

/** Removes snapshots that a dead program left half written. */
async function sweepSnapshots(snapshots: string): Promise<void> {
  for (const name of await readdir(snapshots)) {
    const folder = join(snapshots, name)
    const isWhole = (await stat(join(folder, 'meta.json')).catch(() => null)) !== null
    if (!isWhole && (await isAbandoned(folder))) await removeTree(folder)
  }
}

async function isAbandoned(folder: string): Promise<boolean> {
  const owner = parseOwner(await readFile(join(folder, 'owner.json'), 'utf8').catch(() => ''))
  return owner === null ? !(await isYoung(folder)) : !isAlive(owner)
}

/** Removes folders whose owner is no longer running, and unconfined commands that still run there, save frozen checkouts that snapshots stand on. */
async function sweep(live: string, bases: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(live)) {
    const folder = join(live, name)
    if (!(await isAbandoned(folder))) continue
    killMarked(name)
    killMarked(await readFile(join(folder, 'owner.json'), 'utf8').catch(() => 'nobody'), programVariable)
    if (bases.has(join(folder, frozenName))) continue
    await removeTree(folder)
  }
}

/** Its owner may be about to sign it. */
async function isYoung(folder: string): Promise<boolean> {
  const stats = await stat(folder).catch(() => null)
  return stats !== null && Date.now() - stats.mtimeMs < 60_000
}
