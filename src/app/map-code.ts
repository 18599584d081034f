import { homedir } from 'node:os'
import { join } from 'node:path'
import { openRepository, runGit } from '../git/index.ts'
import {
  createGitSourceTree,
  createTreeSearch,
  openCodeIndex,
  rankCode,
  rankDefinitions,
  renderMap,
  type CodeRanking,
  type RepoMap,
  type Unread,
} from '../repo/index.ts'
import { sha256 } from '../std/index.ts'
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

export interface MapCodeEnd {
  readonly map: RepoMap
  /** Null without a query. */
  readonly ranking: CodeRanking | null
  /** Source files that were passed over, with why. */
  readonly unread: ReadonlyMap<string, Unread>
}

/**
 * A map of the user's checkout within a budget of tokens. What was read of its files is kept in the user's cache, for
 * all work trees of the repository, and found again by content.
 *
 * @throws CapuchinError `git/*` when the checkout cannot be used.
 */
export async function mapCode(request: MapCodeRequest): Promise<MapCodeEnd> {
  const { query, tokens, env, signal } = request
  const { root } = await openRepository(request.repo)
  const tree = createGitSourceTree(root, createHostFileTree(root))
  using syntax = createSyntax()
  using index = await openCodeIndex({ syntax, folder: await indexFolder(root, env) })
  const facts = await index.read(tree, { signal })
  const search = createTreeSearch(facts)
  const ranking = query === null ? null : await rankCode({ search, tree, text: query, signal })
  const { files, symbols } = ranking
    ? { files: ranking.files.map(({ path }) => path), symbols: ranking.symbols }
    : rankDefinitions(search)
  const map = await renderMap({ files, symbols, facts, tree, tokens })
  return { map, ranking, unread: facts.unread }
}

/** One a repository, whichever of its work trees asks. */
async function indexFolder(root: string, env: MapCodeRequest['env']): Promise<string> {
  const bytes = await runGit(['rev-parse', '--path-format=absolute', '--git-common-dir'], { cwd: root })
  const common = new TextDecoder().decode(bytes).trim()
  const cache = env['XDG_CACHE_HOME'] ?? join(env['HOME'] ?? homedir(), '.cache')
  return join(cache, 'capuchin', 'code', sha256(common).slice(0, 16))
}
