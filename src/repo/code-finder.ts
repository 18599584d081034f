import { createSharedWork } from '../std/index.ts'
import type { SyntaxParser } from '../syntax/index.ts'
import {
  createCounterparts,
  type Counterpart,
  type FindCounterparts,
} from './counterparts/find-counterparts.ts'
import { openCodeIndex, type SourceTree } from './facts/code-index.ts'
import type { Unread } from './facts/read-source.ts'
import { firstThen, joinRanks, rankForChat } from './map/chat-files.ts'
import { renderMap, type RepoMap } from './map/repo-map.ts'
import { rankCode, type CodeRanking } from './rank/rank-code.ts'
import { rankDefinitions } from './rank/rank-definitions.ts'
import { createTreeSearch, type TreeSearch } from './rank/tree-search.ts'

/**
 * Finds code in one state of a repository. The tree is read when the first question comes, and once for all of them;
 * a further question costs a search, not a scan. The same tree and question give the same answer.
 */
export interface CodeFinder extends Disposable {
  /** Files, and the classes and functions of the best of them, for an issue or any other words. */
  rank(text: string, options?: FindOptions): Promise<CodeRanking>
  /** A map within a budget of tokens. */
  map(request: FinderMapRequest, options?: FindOptions): Promise<FoundMap>
  /** Tests of a source file, or sources of a test file, likeliest first; none for a path that is not in the tree. */
  counterparts(path: string, options?: FindOptions): Promise<readonly Counterpart[]>
  /** Source files that were passed over, or read by words alone, with why. */
  unread(options?: FindOptions): Promise<ReadonlyMap<string, Unread>>
}

export interface FindOptions {
  readonly signal?: AbortSignal | undefined
}

export interface FinderMapRequest {
  /** What the map is for; null for what the rest of the code leans on. */
  readonly text: string | null
  readonly tokens: number
  /** Files that the reader sees in full: they are left out, and what they use counts more. */
  readonly chatFiles?: readonly string[]
}

export interface FoundMap extends RepoMap {
  /** Null where nothing was asked. */
  readonly ranking: CodeRanking | null
}

export interface CodeFinderOptions {
  readonly tree: SourceTree
  readonly syntax: SyntaxParser
  /** Where what was read of files is kept by content; null keeps it in memory. */
  readonly folder: string | null
}

export function createCodeFinder({ tree, syntax, folder }: CodeFinderOptions): CodeFinder {
  const reading = createSharedWork<TreeSearch>(async (signal) => {
    using index = await openCodeIndex({ syntax, folder })
    return createTreeSearch(await index.read(tree, { signal }))
  })
  const search = (options: FindOptions): Promise<TreeSearch> => reading.wait(options)
  let pairing: FindCounterparts | null = null
  const rank = async (text: string, options: FindOptions = {}): Promise<CodeRanking> =>
    rankCode({ search: await search(options), tree, text, signal: options.signal })
  return {
    rank,
    map: async ({ text, tokens, chatFiles = [] }, options = {}) => {
      const ranking = text === null ? null : await rank(text, options)
      const found = await search(options)
      const leanedOn = rankForChat(found, chatFiles)
      const { files, symbols } = ranking
        ? joinRanks({ files: ranking.files.map(({ path }) => path), symbols: ranking.symbols }, leanedOn)
        : firstThen(leanedOn, rankDefinitions(found))
      const request = { files, symbols, hidden: chatFiles, facts: found.tree, tree, tokens }
      return { ...(await renderMap(request)), ranking }
    },
    counterparts: async (path, options = {}) => {
      const found = await search(options)
      return found.tree.paths.includes(path) ? (pairing ??= createCounterparts(found))(path) : []
    },
    unread: async (options = {}) => (await search(options)).tree.unread,
    [Symbol.dispose]: () => reading[Symbol.dispose](),
  }
}
