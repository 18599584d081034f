/** The files of commits of bare clones named `owner__name.git`, as trees whose contents are known by their ids. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { SourceTree } from '../../src/repo/index.ts'
import { startBatch, type BatchReader } from '../edit-replay/base-files.ts'

export interface CloneTrees extends Disposable {
  /** Null where the folder lacks the clone or the clone the commit. */
  open(repo: string, commit: string): SourceTree | null
}

export function openCloneTrees(folder: string): CloneTrees {
  const batches = new Map<string, BatchReader>()
  return {
    open: (repo, commit) => {
      const clone = join(folder, `${repo.replace('/', '__')}.git`)
      if (!existsSync(clone)) return null
      const listing = spawnSync('git', ['--git-dir', clone, 'ls-tree', '-r', '-z', commit], {
        maxBuffer: 256 * 1024 * 1024,
      })
      if (listing.status !== 0) return null
      const batch = batches.get(clone) ?? startBatch(clone)
      batches.set(clone, batch)
      return toTree(listing.stdout.toString('utf8'), batch)
    },
    [Symbol.dispose]: () => {
      for (const batch of batches.values()) batch.stop()
    },
  }
}

function toTree(listing: string, batch: BatchReader): SourceTree {
  const ids = new Map<string, string>()
  for (const line of listing.split('\0')) {
    const [, id, path] = /^100\d+ blob ([0-9a-f]+)\t(.*)$/s.exec(line) ?? []
    if (id !== undefined && path !== undefined) ids.set(path, id)
  }
  return {
    list: () => Promise.resolve([...ids.keys()].sort()),
    contentIds: () => Promise.resolve(ids),
    read: (path) => {
      const id = ids.get(path)
      return id === undefined ? Promise.resolve(null) : batch.read(id)
    },
  }
}
