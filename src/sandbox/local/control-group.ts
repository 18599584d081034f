import {
  accessSync,
  constants,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { isAlive, ownerOf, sleep } from '../../std/index.ts'
import type { SandboxLimits } from '../sandbox.ts'

/** How often the kernel refused something to a group since it was made. */
export interface RefusalCounts {
  readonly memory: number
  readonly processes: number
}

/** One sandbox's share of memory and processes, held by the kernel. */
export interface ControlGroup extends AsyncDisposable {
  /** A process that writes its id to each of these is in. */
  readonly joinFiles: readonly string[]
  refusals(): RefusalCounts
}

export interface ControlGroups {
  readonly version: 1 | 2
  /** Folders under which groups are made: one, or one for each controller. */
  readonly parents: Readonly<Record<'memory' | 'pids', string>>
}

/** The place where this process may make groups that limit memory and processes; null when there is none. */
export function findControlGroups(): ControlGroups | null {
  const own = readText('/proc/self/cgroup')
    .split('\n')
    .map((line) => line.split(':'))
  return findVersion1(own) ?? findVersion2(own)
}

function findVersion1(own: readonly string[][]): ControlGroups | null {
  const parentOf = (controller: string): string | null => {
    const path = own.find(([, names]) => names?.split(',').includes(controller))?.[2]
    const parent = path === undefined ? null : join('/sys/fs/cgroup', controller, path)
    return parent !== null && isWritable(parent) ? parent : null
  }
  const memory = parentOf('memory')
  const pids = parentOf('pids')
  return memory === null || pids === null ? null : { version: 1, parents: { memory, pids } }
}

/** A sibling of our own group: a group that holds processes cannot hand controllers to children. */
function findVersion2(own: readonly string[][]): ControlGroups | null {
  const path = own.find(([id]) => id === '0')?.[2]
  if (path === undefined) return null
  for (const mount of ['/sys/fs/cgroup', '/sys/fs/cgroup/unified']) {
    const parent = join(mount, path === '/' ? path : dirname(path))
    const given = readText(join(parent, 'cgroup.subtree_control')).split(/\s+/)
    if (given.includes('memory') && given.includes('pids') && isWritable(parent)) {
      return { version: 2, parents: { memory: parent, pids: parent } }
    }
  }
  return null
}

/** A name that tells whose a group is: groups do not outlive a boot, so its number is not needed. */
function groupName(id: string): string {
  const { pid, startTime, pidNamespace } = ownerOf(process.pid)
  return ['capuchin', pid, startTime, pidNamespace.replaceAll(/\D/g, ''), id].join('-')
}

/** Removes the groups of programs that no longer run; one that holds a process is left alone. */
export async function sweepControlGroups({ parents }: ControlGroups): Promise<void> {
  const self = ownerOf(process.pid)
  for (const parent of new Set(Object.values(parents))) {
    for (const name of readdirSync(parent)) {
      const [, pid, startTime, namespace] = /^capuchin-(\d+)-(\d+)-(\d*)-/.exec(name) ?? []
      if (pid === undefined || startTime === undefined) continue
      if (namespace !== self.pidNamespace.replaceAll(/\D/g, '')) continue
      if (!isAlive({ ...self, pid: Number(pid), startTime })) await removeGroup(join(parent, name))
    }
  }
}

export function createControlGroup(groups: ControlGroups, id: string, limits: SandboxLimits): ControlGroup {
  const name = groupName(id)
  const folders = [...new Set(Object.values(groups.parents))].map((parent) => join(parent, name))
  for (const folder of folders) mkdirSync(folder)
  const memory = join(groups.parents.memory, name)
  const pids = join(groups.parents.pids, name)
  const files = groups.version === 1 ? version1Files : version2Files
  for (const [file, value] of files.memory(limits.memoryBytes)) writeSetting(join(memory, file), value)
  writeFileSync(join(pids, 'pids.max'), String(limits.processes))
  return {
    joinFiles: folders.map((folder) => join(folder, 'cgroup.procs')),
    refusals: () => ({
      memory: readCounter(join(memory, files.memoryEvents), 'oom_kill'),
      processes: readCounter(join(pids, 'pids.events'), 'max'),
    }),
    [Symbol.asyncDispose]: async () => {
      for (const folder of folders) await removeGroup(folder)
    },
  }
}

const version1Files = {
  memory: (bytes: number): readonly (readonly [string, string])[] => [
    ['memory.limit_in_bytes', String(bytes)],
    ['memory.memsw.limit_in_bytes', String(bytes)],
  ],
  memoryEvents: 'memory.oom_control',
}

const version2Files = {
  memory: (bytes: number): readonly (readonly [string, string])[] => [
    ['memory.max', String(bytes)],
    ['memory.swap.max', '0'],
  ],
  memoryEvents: 'memory.events',
}

/** The swap setting is missing on kernels without swap accounting; the memory limit itself must hold. */
function writeSetting(path: string, value: string): void {
  try {
    writeFileSync(path, value)
  } catch (error) {
    if (!/memsw|swap/.test(path)) throw error
  }
}

/** Removes an empty group; one whose last process is still ending is tried again for a second. */
export async function removeGroup(folder: string): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt++) {
    try {
      rmdirSync(folder)
      return
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EBUSY')) return
    }
    await sleep(50)
  }
}

function readCounter(path: string, key: string): number {
  return Number(new RegExp(`^${key} (\\d+)$`, 'm').exec(readText(path))?.[1] ?? 0)
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
