import { realpath } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { listFolder, openRepository, runGit } from '../git/index.ts'
import {
  createCodeFinder,
  createGitSourceTree,
  type FoundMap,
  type SourceTree,
  type Unread,
} from '../repo/index.ts'
import { hasCode, sha256 } from '../std/index.ts'
import { createSyntax } from '../syntax/index.ts'
import { createHostFileTree } from '../workspace/index.ts'

export interface MapCodeRequest {
  readonly repo: string
  /** What is looked for; null for a map of what the rest leans on. */
  readonly query: string | null
  readonly tokens: number
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal?: AbortSignal
}

export interface MapCodeEnd extends FoundMap {
  /** Source files that were passed over, with why. */
  readonly unread: ReadonlyMap<string, Unread>
  /** False where a folder without git holds more files than were looked at. */
  readonly whole: boolean
}

/**
 * A map of the user's checkout, or of a folder without git, within a budget of tokens. What was read of its files is
 * kept in the user's cache, for all work trees of the repository, and found again by content.
 *
 * @throws CapuchinError `git/no-folder`, `git/bare`.
 */
export async function mapCode(request: MapCodeRequest): Promise<MapCodeEnd> {
  const { query, tokens, signal } = request
  const { tree, whole, key } = await openSources(request)
  using syntax = createSyntax()
  using finder = createCodeFinder({ tree, syntax, folder: indexFolder(key, request.env) })
  const map = await finder.map({ text: query, tokens }, { signal })
  return { ...map, unread: await finder.unread({ signal }), whole }
}

interface Sources {
  readonly tree: SourceTree
  readonly whole: boolean
  /** What is kept of its files is kept under this. */
  readonly key: string
}

async function openSources({ repo, signal }: MapCodeRequest): Promise<Sources> {
  const repository = await openRepository(repo, signal ? { signal } : {}).catch((error: unknown) => {
    // In no repository, or without git: the folder as it lies.
    if (hasCode(error, 'git/no-repository') || hasCode(error, 'std/spawn')) return null
    throw error
  })
  if (repository) {
    const { root } = repository
    const tree = createGitSourceTree(root, createHostFileTree(root))
    return { tree, whole: true, key: await commonFolder(root) }
  }
  const root = await realpath(repo)
  const { paths, whole } = await listFolder(root, { signal })
  return { tree: createHostFileTree(root, paths), whole, key: root }
}

/** One for a repository, whichever of its work trees asks. */
async function commonFolder(root: string): Promise<string> {
  const bytes = await runGit(['rev-parse', '--path-format=absolute', '--git-common-dir'], { cwd: root })
  return new TextDecoder().decode(bytes).trim()
}

function indexFolder(key: string, env: MapCodeRequest['env']): string {
  const cache = env['XDG_CACHE_HOME'] ?? join(env['HOME'] ?? homedir(), '.cache')
  return join(cache, 'capuchin', 'code', sha256(key).slice(0, 16))
}
