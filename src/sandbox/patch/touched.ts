import { CapuchinError } from '../../std/index.ts'
import { quote } from '../shell/quote.ts'
import type { ShellFiles } from '../shell/shell-sandbox.ts'

/** What happened to a tree between two manifests, folders included. */
export interface Touched {
  readonly written: readonly string[]
  readonly gone: readonly string[]
}

export function touchedPaths(fresh: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): Touched {
  return {
    written: [...now.keys()].filter((path) => now.get(path) !== fresh.get(path)),
    gone: [...fresh.keys()].filter((path) => !now.has(path)),
  }
}

/** The same for files alone: a file that became a folder is gone. */
export function touchedFiles(fresh: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): Touched {
  const isFolder = (record: string | undefined): boolean => record?.startsWith('d') === true
  const { written, gone } = touchedPaths(fresh, now)
  const becameFolders = written.filter((path) => isFolder(now.get(path)))
  return {
    written: written.filter((path) => !isFolder(now.get(path))),
    gone: [...gone, ...becameFolders].filter((path) => fresh.has(path) && !isFolder(fresh.get(path))),
  }
}

/** Reads files through the sandbox's own shell: nothing that the inside does to its paths can lead the host astray. */
export async function archiveInside(
  root: string,
  paths: readonly string[],
  options: { readonly inside: ShellFiles['internal']; readonly withGit: boolean },
): Promise<Buffer> {
  if (paths.length === 0 && !options.withGit) return Buffer.alloc(0)
  const list = paths.map((path) => `./${path}\0`).join('')
  const flags =
    '--null --verbatim-files-from --format=gnu --hard-dereference --ignore-failed-read --numeric-owner'
  const git = options.withGit ? '$( [ -e .git ] && echo --recursion ./.git )' : ''
  const result = await options.inside(
    `cd ${quote(root)} && command tar ${flags} -cf - --no-recursion --files-from=- ${git}`,
    {
      stdin: Buffer.from(list, 'latin1'),
    },
  )
  if (result.exitCode <= 1 && !result.cut) return result.stdout
  const said = result.stderr.toString('utf8').trim().slice(0, 400)
  throw new CapuchinError(
    'sandbox/diff',
    `cannot read the changed files: ${said || `tar ended with ${result.exitCode}`}`,
  )
}
