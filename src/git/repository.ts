import { existsSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { isAbsolute, join, resolve } from 'node:path'
import { CapuchinError, messageOf } from '../std/index.ts'
import { bareRepository, notARepository } from './repository-errors.ts'
import { runGit, tryGit } from './run-git.ts'

/** A user's checkout as it was found. */
export interface Repository {
  /** Absolute path of the work tree's top. */
  readonly root: string
  readonly gitDir: string
  /** Commit of HEAD; null before the first one. */
  readonly head: string | null
  /** Branch of HEAD; null when detached. */
  readonly branch: string | null
  /** Paths that differ from HEAD, untracked ones included, ignored ones not. */
  readonly dirty: readonly string[]
  /** A merge, rebase, cherry-pick, revert or bisect that waits to be finished. */
  readonly underWay: string | null
}

/**
 * @throws CapuchinError `git/no-folder`, `git/no-repository`, `git/bare`.
 */
export async function openRepository(
  path: string,
  options: { readonly signal?: AbortSignal } = {},
): Promise<Repository> {
  const cwd = resolve(path)
  await stat(cwd).catch((cause: unknown) => {
    throw new CapuchinError('git/no-folder', `${cwd} cannot be opened: ${messageOf(cause)}`, { cause })
  })
  const git = { cwd, signal: options.signal }
  const asked = await tryGit(['rev-parse', '--is-bare-repository', '--absolute-git-dir'], git)
  if (asked.exitCode !== 0) throw notARepository(cwd, text(asked.stderr))
  const [bare, gitDir = ''] = text(asked.stdout).split('\n')
  if (bare === 'true') throw bareRepository(cwd)
  const root = text(await runGit(['rev-parse', '--show-toplevel'], git))
  const inRoot = { cwd: root, signal: options.signal }
  const head = await tryGit(['rev-parse', '--verify', '--quiet', 'HEAD'], inRoot)
  const branch = await tryGit(['symbolic-ref', '--quiet', '--short', 'HEAD'], inRoot)
  const status = await runGit(
    ['status', '--porcelain=v1', '-z', '--no-renames', '--untracked-files=all'],
    inRoot,
  )
  return {
    root,
    gitDir,
    head: head.exitCode === 0 ? text(head.stdout) : null,
    branch: branch.exitCode === 0 ? text(branch.stdout) : null,
    dirty: splitZero(status).map((line) => line.slice(3)),
    underWay: operationUnderWay(gitDir),
  }
}

/** Tracked and untracked files, ignored ones left out; paths relative to the root, sorted. */
export async function listFiles(
  root: string,
  options: { readonly signal?: AbortSignal } = {},
): Promise<readonly string[]> {
  const bytes = await runGit(
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'],
    {
      cwd: root,
      signal: options.signal,
    },
  )
  return splitZero(bytes).sort()
}

/** Those of some relative paths that the repository's rules ignore. */
export async function ignoredPaths(root: string, paths: readonly string[]): Promise<ReadonlySet<string>> {
  if (paths.length === 0) return new Set()
  const result = await tryGit(['check-ignore', '-z', '--stdin'], { cwd: root, stdin: paths.join('\0') })
  return new Set(splitZero(result.stdout))
}

export function splitZero(bytes: Uint8Array): string[] {
  return new TextDecoder().decode(bytes).split('\0').filter(Boolean)
}

function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).trim()
}

function operationUnderWay(gitDir: string): string | null {
  const signs: readonly (readonly [file: string, name: string])[] = [
    ['MERGE_HEAD', 'merge'],
    ['rebase-merge', 'rebase'],
    ['rebase-apply', 'rebase'],
    ['CHERRY_PICK_HEAD', 'cherry-pick'],
    ['REVERT_HEAD', 'revert'],
    ['BISECT_LOG', 'bisect'],
  ]
  const base = isAbsolute(gitDir) ? gitDir : resolve(gitDir)
  return signs.find(([file]) => existsSync(join(base, file)))?.[1] ?? null
}
