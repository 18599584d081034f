/** Files of any commit of a folder of bare clones, read through one `git cat-file --batch` process per clone. */
import { spawn, spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

export interface BaseFiles {
  /** All paths of the commit. */
  readonly paths: ReadonlySet<string>
  read(path: string): Promise<Uint8Array | null>
}

export interface Clones extends Disposable {
  /** Null when no clone holds the commit. */
  open(commit: string): BaseFiles | null
  /** Folder of the clone that holds the commit. */
  find(commit: string): string | null
}

export function openClones(folder: string): Clones {
  const clones = readdirSync(folder).map((name) => join(folder, name))
  const batches = new Map<string, BatchReader>()
  const find = (commit: string): string | null =>
    clones.find((clone) => git(clone, ['cat-file', '-e', `${commit}^{commit}`]).status === 0) ?? null
  const open = (commit: string): BaseFiles | null => {
    const clone = find(commit)
    if (clone === null) return null
    const batch = batches.get(clone) ?? startBatch(clone)
    batches.set(clone, batch)
    const listing = git(clone, ['ls-tree', '-r', '-z', '--name-only', commit]).stdout.toString('utf8')
    const paths = new Set(listing.split('\0').filter((path) => path !== ''))
    return {
      paths,
      read: (path) => (paths.has(path) ? batch.read(`${commit}:${path}`) : Promise.resolve(null)),
    }
  }
  return {
    open,
    find,
    [Symbol.dispose]: () => {
      for (const batch of batches.values()) batch.stop()
    },
  }
}

function git(clone: string, args: readonly string[]) {
  return spawnSync('git', ['--git-dir', clone, ...args], { maxBuffer: 256 * 1024 * 1024 })
}

export interface BatchReader {
  read(object: string): Promise<Uint8Array | null>
  stop(): void
}

export function startBatch(clone: string): BatchReader {
  const child = spawn('git', ['--git-dir', clone, 'cat-file', '--batch'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const waiting: ((bytes: Uint8Array | null) => void)[] = []
  let pending = Buffer.alloc(0)
  const drain = (): void => {
    for (;;) {
      const end = pending.indexOf(10)
      if (end < 0) return
      const header = pending.subarray(0, end).toString('utf8')
      const size = Number(/ (?:blob|tree|commit|tag) (\d+)$/.exec(header)?.[1] ?? Number.NaN)
      if (Number.isNaN(size)) {
        pending = pending.subarray(end + 1)
        waiting.shift()?.(null)
      } else {
        if (pending.length < end + 2 + size) return
        waiting.shift()?.(new Uint8Array(pending.subarray(end + 1, end + 1 + size)))
        pending = pending.subarray(end + 2 + size)
      }
    }
  }
  child.stdout.on('data', (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk])
    drain()
  })
  return {
    read: (object) =>
      new Promise((resolve) => {
        waiting.push(resolve)
        child.stdin.write(`${object}\n`)
      }),
    stop: () => child.stdin.end(),
  }
}
