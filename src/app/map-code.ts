import { openRepository } from '../git/index.ts'
import { createCodeFinder, createGitSourceTree, type FoundMap, type Unread } from '../repo/index.ts'
import { createSyntax } from '../syntax/index.ts'
import { createHostFileTree } from '../workspace/index.ts'
import { codeFolder } from './code-folder.ts'

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
  using finder = createCodeFinder({ tree, syntax, folder: await codeFolder(root, env) })
  const map = await finder.map({ text: query, tokens }, { signal })
  return { ...map, unread: await finder.unread({ signal }) }
}
