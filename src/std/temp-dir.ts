import { lstat, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isAlive, ownerOf } from './owner.ts'

export interface TempDir extends AsyncDisposable {
  readonly path: string
}

/**
 * A new private folder under the system's temporary one, removed with everything in it on disposal, or at a later
 * start when this program was killed. The prefix begins with `capuchin-`.
 */
export async function createTempDir(prefix = 'capuchin-'): Promise<TempDir> {
  const path = await mkdtemp(join(tmpdir(), ownedPrefix(prefix)))
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) }
}

/** A beginning of a name that says whose it is: process, its start, its namespace, and the boot. */
export function ownedPrefix(prefix: string): string {
  return `${prefix}${markOf(process.pid)}-`
}

function markOf(pid: number): string {
  const { startTime, pidNamespace, bootId } = ownerOf(pid)
  return [pid, startTime, pidNamespace.replaceAll(/\D/g, ''), bootId.slice(0, 8)].join('.')
}

const ownedName = /^capuchin-(?:[a-z]+-)*(\d+)\.(\d*)\.(\d*)\.([0-9a-f]*)-\w+$/

/** Removes temporary folders of this user's programs that no longer run; gives how many. */
export async function sweepTempDirs(): Promise<number> {
  const abandoned = (await readdir(tmpdir()).catch(() => [])).filter((name) => isAbandoned(name))
  const removed = await Promise.all(abandoned.map((name) => removeOwn(join(tmpdir(), name))))
  return removed.filter(Boolean).length
}

function isAbandoned(name: string): boolean {
  const [, pid, startTime = '', namespace, boot = ''] = ownedName.exec(name) ?? []
  if (pid === undefined) return false
  const self = ownerOf(process.pid)
  const isThisBoot = self.bootId.startsWith(boot)
  // Process ids of another namespace say nothing here.
  if (isThisBoot && namespace !== self.pidNamespace.replaceAll(/\D/g, '')) return false
  return !isThisBoot || !isAlive({ ...self, pid: Number(pid), startTime })
}

async function removeOwn(path: string): Promise<boolean> {
  const stats = await lstat(path).catch(() => null)
  if (!stats?.isDirectory() || stats.uid !== (process.getuid?.() ?? stats.uid)) return false
  return rm(path, { recursive: true, force: true }).then(
    () => true,
    // Another program sweeps it as well, or it holds what may not be removed: both are nobody's trouble now.
    () => false,
  )
}
