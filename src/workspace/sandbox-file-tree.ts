import type { FileTree } from '../domain/index.ts'
import { withTempFolder, type Sandbox } from '../sandbox/index.ts'

/** Files of a sandbox's checkout as they are now, edits included. Outside git everything but `.git` is listed. */
export function createSandboxFileTree(sandbox: Sandbox): FileTree {
  return {
    list: () =>
      withTempFolder(sandbox, async (folder) => {
        // Through a file: a command's output is cut where a big repository's list is longer than the limit.
        const command = `{ ${byGit} || ${byFind}; } >${folder}/files 2>/dev/null`
        await sandbox.exec(command, { cwd: sandbox.root, timeoutMs: 60_000 })
        const names = new TextDecoder().decode(
          (await sandbox.readFile(`${folder}/files`)) ?? new Uint8Array(),
        )
        return names.split('\0').filter(Boolean).sort()
      }),
    read: (path) => sandbox.readFile(path),
  }
}

const byGit = 'git ls-files -z --cached --others --exclude-standard --deduplicate'
const byFind = String.raw`find . -type f -not -path './.git/*' -printf '%P\0'`
