import { realpath } from 'node:fs/promises'
import { normalize, relative, resolve } from 'node:path'
import { findWorkTree, listFolder } from '../git/index.ts'
import { createGitSourceTree, type SourceTree } from '../repo/index.ts'
import { CapuchinError, hasCode } from '../std/index.ts'
import { createHostFileTree } from '../workspace/index.ts'
import { cacheFolder } from './code-folder.ts'

/** The files of a user's checkout, or of a folder without git. */
export interface Sources {
  readonly root: string
  readonly tree: SourceTree
  /** False where a folder without git holds more files than were looked at. */
  readonly whole: boolean
  /** Where what is read of them is kept by content: one folder for all work trees of a repository. */
  readonly folder: string
}

export interface SourcesRequest {
  readonly repo: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal?: AbortSignal
}

/** @throws CapuchinError `git/no-folder`, `git/bare`. */
export async function openSources({ repo, env, signal }: SourcesRequest): Promise<Sources> {
  const found = await findWorkTree(repo, { signal }).catch((error: unknown) => {
    // In no repository, or without git: the folder as it lies.
    if (hasCode(error, 'git/no-repository') || hasCode(error, 'std/spawn')) return null
    throw error
  })
  if (found) {
    const { root, commonDir } = found
    const tree = createGitSourceTree(root, createHostFileTree(root))
    return { root, tree, whole: true, folder: cacheFolder(commonDir, env) }
  }
  const root = await realpath(repo)
  const { paths, whole } = await listFolder(root, { signal })
  return { root, tree: createHostFileTree(root, paths), whole, folder: cacheFolder(root, env) }
}

/**
 * Paths in the tree of files that a user named, from its root or from where the user stands.
 *
 * @throws CapuchinError `map/no-file`.
 */
export async function placesOf(
  names: readonly string[],
  { root, tree }: Pick<Sources, 'root' | 'tree'>,
): Promise<readonly string[]> {
  if (names.length === 0) return []
  const known = new Set(await tree.list())
  return names.map((name) => {
    const place = [relative(root, resolve(name)), normalize(name)]
      .map((path) => path.replaceAll('\\', '/'))
      .find((path) => known.has(path))
    if (place !== undefined) return place
    throw new CapuchinError('map/no-file', `${name} is not among the files of ${root}`, {
      hint: 'give the path of a file that git tracks or does not ignore, from the root or from where you are',
    })
  })
}
