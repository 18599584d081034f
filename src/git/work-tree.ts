import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { CapuchinError, messageOf } from '../std/index.ts'
import { bareRepository, notARepository } from './repository-errors.ts'
import { tryGit } from './run-git.ts'

/** Where a work tree lies, and where all work trees of its repository keep what they share. */
export interface WorkTree {
  readonly root: string
  readonly commonDir: string
}

/**
 * The work tree around a path, by one question to git.
 *
 * @throws CapuchinError `git/no-folder`, `git/no-repository`, `git/bare`.
 */
export async function findWorkTree(
  path: string,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<WorkTree> {
  const cwd = resolve(path)
  await stat(cwd).catch((cause: unknown) => {
    throw new CapuchinError('git/no-folder', `${cwd} cannot be opened: ${messageOf(cause)}`, { cause })
  })
  const asked = await tryGit(
    ['rev-parse', '--path-format=absolute', '--is-bare-repository', '--git-common-dir', '--show-toplevel'],
    { cwd, signal: options.signal },
  )
  const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes).trim()
  const [bare, commonDir, root] = text(asked.stdout).split('\n')
  if (bare === 'true') throw bareRepository(cwd)
  if (asked.exitCode !== 0 || commonDir === undefined || root === undefined)
    throw notARepository(cwd, text(asked.stderr))
  return { root, commonDir }
}
