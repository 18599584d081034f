import { availableParallelism } from 'node:os'
import { normalize, relative, resolve } from 'node:path'
import type { FileTree } from '../domain/index.ts'
import { openRepository } from '../git/index.ts'
import {
  createCodeFinder,
  createGitSourceTree,
  type Counterpart,
  type FoundMap,
  type Unread,
} from '../repo/index.ts'
import { CapuchinError } from '../std/index.ts'
import { createSyntax } from '../syntax/index.ts'
import { createHostFileTree } from '../workspace/index.ts'
import { codeFolder } from './code-folder.ts'

export interface MapCodeRequest {
  readonly repo: string
  /** What is looked for; null for a map of what the rest leans on. */
  readonly query: string | null
  readonly tokens: number
  /** Files that the reader sees in full, as paths from the root or from where the user stands. */
  readonly chatFiles: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal?: AbortSignal
}

export interface MapCodeEnd extends FoundMap {
  /** Likely tests of the best ranked files, where files are ranked; likeliest first. */
  readonly tests: ReadonlyMap<string, readonly Counterpart[]>
  /** Source files that were passed over, with why. */
  readonly unread: ReadonlyMap<string, Unread>
}

/**
 * A map of the user's checkout within a budget of tokens. What was read of its files is kept in the user's cache, for
 * all work trees of the repository, and found again by content.
 *
 * @throws CapuchinError `git/*` when the checkout cannot be used, `map/no-file` for a file that is not in it.
 */
export async function mapCode(request: MapCodeRequest): Promise<MapCodeEnd> {
  const { query, tokens, env, signal } = request
  const { root } = await openRepository(request.repo)
  const tree = createGitSourceTree(root, createHostFileTree(root))
  using syntax = createSyntax()
  using finder = createCodeFinder({
    tree,
    syntax,
    folder: await codeFolder(root, env),
    cores: availableParallelism(),
  })
  const chatFiles = await placesOf(request.chatFiles, { root, tree })
  const map = await finder.map({ text: query, tokens, chatFiles }, { signal })
  const tests = new Map<string, readonly Counterpart[]>()
  for (const { path } of (map.ranking?.files ?? []).slice(0, testedFiles))
    tests.set(path, (await finder.counterparts(path, { signal })).slice(0, testsOfFile))
  return { ...map, tests, unread: await finder.unread({ signal }) }
}

const testedFiles = 20
const testsOfFile = 5

export interface CounterpartsRequest extends Pick<MapCodeRequest, 'repo' | 'env' | 'signal'> {
  /** From the root or from where the user stands. */
  readonly path: string
}

/**
 * Likely tests of a source file of the user's checkout, or sources of a test file, likeliest first.
 *
 * @throws CapuchinError `git/*`, `map/no-file`.
 */
export async function findCounterparts({
  repo,
  path,
  env,
  signal,
}: CounterpartsRequest): Promise<readonly Counterpart[]> {
  const { root } = await openRepository(repo)
  const tree = createGitSourceTree(root, createHostFileTree(root))
  const [place = path] = await placesOf([path], { root, tree })
  using syntax = createSyntax()
  using finder = createCodeFinder({
    tree,
    syntax,
    folder: await codeFolder(root, env),
    cores: availableParallelism(),
  })
  return await finder.counterparts(place, { signal })
}

/** Paths in the tree of files that a user named. */
async function placesOf(
  names: readonly string[],
  { root, tree }: { readonly root: string; readonly tree: FileTree },
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
