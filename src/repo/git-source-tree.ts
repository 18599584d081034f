import type { FileTree } from '../domain/index.ts'
import { tryGit } from '../git/index.ts'
import type { SourceTree } from './facts/source-files.ts'

/**
 * The files of a checkout with what git's index knows of their contents; changed files are left out, and so read. A
 * folder that git does not know is read whole.
 */
export function createGitSourceTree(root: string, files: FileTree): SourceTree {
  return {
    list: () => files.list(),
    read: (path) => files.read(path),
    contentIds: async () => {
      const [staged, changed] = await Promise.all([
        tryGit(['ls-files', '-s', '-z'], { cwd: root }),
        tryGit(['diff', '--name-only', '-z', '--no-renames', '--ignore-submodules', '--no-ext-diff'], {
          cwd: root,
        }),
      ])
      if (staged.exitCode !== 0 || changed.exitCode !== 0) return new Map()
      const text = (bytes: Uint8Array): readonly string[] => new TextDecoder().decode(bytes).split('\0')
      const stale = new Set(text(changed.stdout))
      const ids = new Map<string, string>()
      for (const line of text(staged.stdout)) {
        // Regular files without a conflict; links and submodules are no text of the repository.
        const [, id, path] = /^100\d+ ([0-9a-f]+) 0\t(.*)$/s.exec(line) ?? []
        if (id !== undefined && path !== undefined && !stale.has(path)) ids.set(path, id)
      }
      return ids
    },
  }
}
