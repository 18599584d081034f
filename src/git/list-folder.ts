import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createTempDir, hasCode, throwIfAborted } from '../std/index.ts'
import { splitZero } from './repository.ts'
import { runGit, tryGit } from './run-git.ts'

export interface FolderListing {
  /** Relative, sorted. */
  readonly paths: readonly string[]
  /** False where the folder holds more files than were listed. */
  readonly whole: boolean
}

export interface ListFolderOptions {
  /** Most files that are listed. */
  readonly limit?: number
  readonly signal?: AbortSignal | undefined
}

/**
 * Files below a folder that lies in no repository, without installed packages and what links lead to. Its `.gitignore`
 * files count where git is there to read them and done in a moment; else it is walked, shallow files first.
 */
export async function listFolder(root: string, options: ListFolderOptions = {}): Promise<FolderListing> {
  const { limit = 100_000, signal } = options
  const listed = await askGit(root, signal).catch((error: unknown) => {
    if (hasCode(error, 'std/spawn') || hasCode(error, 'git')) return null
    throw error
  })
  if (!listed) return walk(root, { limit, signal })
  const paths = listed.filter((path) => !path.endsWith('/') && !hasSkippedFolder(path)).sort()
  return { paths: paths.slice(0, limit), whole: paths.length <= limit }
}

/** By an empty repository elsewhere: nothing is written to the folder. Null where it takes too long or is too much. */
async function askGit(root: string, signal: AbortSignal | undefined): Promise<readonly string[] | null> {
  await using scratch = await createTempDir('capuchin-list-')
  await runGit(['init', '-q', '--bare', scratch.path], { cwd: scratch.path, signal })
  const asked = await tryGit(
    [
      `--git-dir=${scratch.path}`,
      `--work-tree=${root}`,
      'ls-files',
      '-z',
      '--others',
      '--exclude-standard',
      '--exclude=node_modules',
    ],
    { cwd: root, signal, timeoutMs: 20_000 },
  )
  return asked.exitCode === 0 && !asked.timedOut && !asked.truncated ? splitZero(asked.stdout) : null
}

async function walk(
  root: string,
  { limit, signal }: { readonly limit: number; readonly signal: AbortSignal | undefined },
): Promise<FolderListing> {
  const paths: string[] = []
  const folders = ['']
  for (let next = folders.shift(); next !== undefined; next = folders.shift()) {
    throwIfAborted(signal)
    const entries = await readdir(join(root, next), { withFileTypes: true }).catch(() => [])
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = next === '' ? entry.name : `${next}/${entry.name}`
      if (entry.isFile()) {
        if (paths.length === limit) return { paths: paths.sort(), whole: false }
        paths.push(path)
      } else if (entry.isDirectory() && !skippedFolders.has(entry.name) && !(await isRepository(root, path)))
        folders.push(path)
    }
  }
  return { paths: paths.sort(), whole: true }
}

async function isRepository(root: string, path: string): Promise<boolean> {
  return lstat(join(root, path, '.git')).then(
    () => true,
    () => false,
  )
}

function hasSkippedFolder(path: string): boolean {
  return path.split('/').some((part) => skippedFolders.has(part))
}

const skippedFolders: ReadonlySet<string> = new Set(['.git', 'node_modules'])
