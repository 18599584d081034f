import type { FileTree } from '../domain/index.ts'
import type { Sandbox } from '../sandbox/index.ts'

const listing = '/tmp/.capuchin-files'

/** Files of a sandbox's checkout as they are now, edits included. Outside git everything but `.git` is listed. */
export function createSandboxFileTree(sandbox: Sandbox): FileTree {
  return {
    list: async () => {
      // Through a file: a command's output is cut where a big repository's list is longer than the limit.
      const command = `{ ${byGit} || ${byFind}; } >${listing} 2>/dev/null`
      await sandbox.exec(command, { cwd: sandbox.root, timeoutMs: 60_000 })
      const names = new TextDecoder().decode((await sandbox.readFile(listing)) ?? new Uint8Array())
      return names.split('\0').filter(Boolean).sort()
    },
    read: (path) => sandbox.readFile(path),
  }
}

const byGit = 'git ls-files -z --cached --others --exclude-standard --deduplicate'
const byFind = String.raw`find . -type f -not -path './.git/*' -printf '%P\0'`
