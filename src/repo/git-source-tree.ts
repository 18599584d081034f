import type { FileTree } from '../domain/index.ts'
import { tryGit } from '../git/index.ts'
import type { SourceTree } from './facts/source-files.ts'

/**
 * The files of a checkout with what git's index knows of their contents, by one question to git; contents of changed
 * files are left out, and so read. A folder that git does not know is what its own listing says, and read whole.
 */
export function createGitSourceTree(root: string, files: FileTree): SourceTree {
  let listed: Promise<Listing | null> = Promise.resolve(null)
  return {
    list: async () => {
      listed = listCheckout(root)
      const found = await listed
      return found ? [...found.paths].sort() : files.list()
    },
    read: (path) => files.read(path),
    contentIds: async () =>
      (await listed)?.ids ?? (await listCheckout(root))?.ids ?? new Map<string, string>(),
  }
}

interface Listing {
  readonly paths: ReadonlySet<string>
  readonly ids: ReadonlyMap<string, string>
}

async function listCheckout(root: string): Promise<Listing | null> {
  const asked = await tryGit(
    ['ls-files', '-z', '-t', '--stage', '--modified', '--deleted', '--others', '--exclude-standard'],
    { cwd: root },
  )
  return asked.exitCode === 0 && !asked.truncated
    ? readListing(new TextDecoder().decode(asked.stdout).split('\0'))
    : null
}

/** Rows are `? path` or `TAG mode id stage<tab>path`, those of changed and deleted files in addition. */
function readListing(rows: readonly string[]): Listing {
  const paths = new Set<string>()
  const ids = new Map<string, string>()
  const stale = new Set<string>()
  for (const row of rows) {
    const [, tag = '', mode = '', id = '', stage = '', tracked] =
      /^(\S) (?:(\d{6}) ([0-9a-f]+) (\d)\t)?(.*)$/s.exec(row) ?? []
    if (tracked === undefined) continue
    if (tag === 'R') paths.delete(tracked)
    else if (tag !== 'C') paths.add(tracked)
    if (tag === 'C' || tag === 'R') stale.add(tracked)
    // Regular files without a conflict; links and submodules are no text of the repository, and what the checkout
    // leaves out (S) lies on disk only by chance.
    else if (tag === 'H' && mode.startsWith('100') && stage === '0') ids.set(tracked, id)
  }
  for (const path of stale) ids.delete(path)
  return { paths, ids }
}
