import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sleep } from '../../src/std/index.ts'

/** What a program that ended should have taken along. */
export interface Leftovers {
  /** Command lines of processes that name the folder, or were started in it. */
  readonly processes: readonly string[]
  readonly mounts: readonly string[]
  /** Folders of sandboxes and snapshots. */
  readonly folders: readonly string[]
}

export const nothingLeft: Leftovers = { processes: [], mounts: [], folders: [] }

interface Place {
  readonly path: string
  readonly sandboxes: string
}

const graceMs = 5000

/** What is left when what was told to end has had a moment for it: on a busy machine a killed process lingers. */
export async function findLeftovers(desk: Place): Promise<Leftovers> {
  const until = performance.now() + graceMs
  for (;;) {
    const found = lookAround(desk)
    const isEmpty = Object.values(found).every((list) => list.length === 0)
    if (isEmpty || performance.now() > until) return found
    await sleep(100)
  }
}

function lookAround(desk: Place): Leftovers {
  return {
    processes: processesOf(desk.path),
    mounts: readFileSync('/proc/self/mounts', 'utf8')
      .split('\n')
      .filter((line) => line.includes(desk.path)),
    folders: ['live', 'snapshots'].flatMap((name) => {
      const folder = join(desk.sandboxes, name)
      return existsSync(folder) ? readdirSync(folder).map((entry) => `${name}/${entry}`) : []
    }),
  }
}

/** Those whose command line, environment or mounts name the path: every program of a sandbox has one of them. */
function processesOf(path: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => ['cmdline', 'environ', 'mountinfo'].some((file) => read(pid, file).includes(path)))
    .map((pid) => `${pid} ${read(pid, 'cmdline').replaceAll('\0', ' ')}`)
    .filter((line) => !line.includes('vitest'))
}

function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1')
  } catch {
    return ''
  }
}
