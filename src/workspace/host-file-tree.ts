import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import type { FileTree } from '../domain/index.ts'
import { listFiles } from '../git/index.ts'

/**
 * Files of a checkout on the host, as git lists them, or of a folder whose paths are given; read-only. Symlinks and
 * folders read as none.
 */
export function createHostFileTree(root: string, paths?: readonly string[]): FileTree {
  return {
    list: async () => paths ?? listFiles(root),
    read: async (path) => {
      // O_NOFOLLOW: a link in the repository must not lead a reader out of it.
      const handle = await open(join(root, path), constants.O_RDONLY | constants.O_NOFOLLOW).catch(() => null)
      if (!handle) return null
      try {
        return (await handle.stat()).isFile() ? await handle.readFile() : null
      } finally {
        await handle.close()
      }
    },
  }
}
