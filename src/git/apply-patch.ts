import { chmod, lstat, mkdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pathsOf } from '../domain/index.ts'
import { CapuchinError, createTempDir } from '../std/index.ts'
import { tryGit } from './run-git.ts'

/** A file's state: bytes and git mode (a symlink's bytes are its target), or null where there is none. */
export type FileState = { readonly content: Uint8Array; readonly mode: number } | null

export interface FileChange {
  readonly path: string
  readonly before: FileState
  readonly after: FileState
}

/**
 * What a patch makes of some files, computed on private copies outside any repository, so that no configuration of
 * theirs is read. Nothing is written to where the files come from.
 *
 * @throws CapuchinError `git/patch-rejected` with git's reason; then nothing applies.
 */
export async function applyPatch(
  patch: string,
  read: (path: string) => Promise<FileState>,
  options: { readonly reverse?: boolean; readonly signal?: AbortSignal | undefined } = {},
): Promise<readonly FileChange[]> {
  await using scratch = await createTempDir('capuchin-apply-')
  const paths = pathsOf(patch)
  const before = new Map<string, FileState>()
  for (const path of paths) {
    const state = await read(path)
    before.set(path, state)
    if (state) await writeState(join(scratch.path, path), state)
  }
  const result = await tryGit(
    ['apply', '--whitespace=nowarn', ...(options.reverse ? ['--reverse'] : []), '-'],
    {
      cwd: scratch.path,
      stdin: patch,
      signal: options.signal,
      // Keeps git from finding a repository above the temporary folder.
      env: {
        GIT_CEILING_DIRECTORIES: dirname(scratch.path),
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_CONFIG_GLOBAL: '/dev/null',
      },
    },
  )
  if (result.exitCode !== 0) {
    const said = new TextDecoder().decode(result.stderr).trim().split('\n').slice(0, 5).join('; ')
    throw new CapuchinError('git/patch-rejected', `the patch does not apply: ${said}`)
  }
  return await Promise.all(
    paths.map(async (path) => ({
      path,
      before: before.get(path) ?? null,
      after: await readState(join(scratch.path, path)),
    })),
  )
}

/** State of a path on disk; a folder or special file counts as none. */
export async function readState(path: string): Promise<FileState> {
  const info = await lstat(path).catch(() => null)
  if (info?.isSymbolicLink()) return { content: Buffer.from(await readlink(path)), mode: 0o120000 }
  if (!info?.isFile()) return null
  return { content: await readFile(path), mode: info.mode & 0o100 ? 0o100755 : 0o100644 }
}

async function writeState(path: string, state: NonNullable<FileState>): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  if (state.mode === 0o120000) await symlink(new TextDecoder().decode(state.content), path)
  else {
    await writeFile(path, state.content)
    await chmod(path, state.mode === 0o100755 ? 0o755 : 0o644)
  }
}
