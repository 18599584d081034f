import { createSharedWork } from '../std/index.ts'
import type { SyntaxParser } from '../syntax/index.ts'
import {
  createCounterparts,
  type Counterpart,
  type FindCounterparts,
} from './counterparts/find-counterparts.ts'
import { openCodeIndex } from './facts/code-index.ts'
import type { SourceTree } from './facts/source-files.ts'
import type { Unread } from './facts/read-source.ts'
import { loadGraph, saveGraph, type KeptGraph } from './graph/kept-graph.ts'
import { readImportSettings } from './imports/read-import-settings.ts'
import { firstThen, joinRanks, rankForChat, type UsedCode } from './map/chat-files.ts'
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
  /** Threads for a first reading of many files. Default 1. */
  readonly cores?: number
}

export function createCodeFinder({ tree, syntax, folder, cores = 1 }: CodeFinderOptions): CodeFinder {
  const reading = createSharedWork<OpenTree>((signal) =>
    openTree({ tree, syntax, folder, cores }, { signal }),
  )
  const open = (options: FindOptions): Promise<OpenTree> => reading.wait(options)
  let pairing: FindCounterparts | null = null
  const rank = async (text: string, options: FindOptions = {}): Promise<CodeRanking> =>
    rankCode((await open(options)).search, text)
  return {
    rank,
    map: async ({ text, tokens, chatFiles = [] }, options = {}) => {
      const ranking = text === null ? null : await rank(text, options)
      const opened = await open(options)
      const leanedOn = rankForChat(opened.search, chatFiles)
      const { files, symbols } = ranking
        ? joinRanks({ files: ranking.files.map(({ path }) => path), symbols: ranking.symbols }, leanedOn)
        : firstThen(leanedOn, usedCode(opened))
      const index = opened.search.tree
      return { ...(await renderMap({ files, symbols, hidden: chatFiles, index, tree, tokens })), ranking }
    },
    counterparts: async (path, options = {}) => {
      const { search } = await open(options)
      return search.tree.paths.includes(path) ? (pairing ??= createCounterparts(search))(path) : []
    },
    unread: async (options = {}) => (await open(options)).search.tree.unread,
    [Symbol.dispose]: () => reading[Symbol.dispose](),
  }
}

interface OpenTree {
  readonly search: TreeSearch
  readonly used: Pick<KeptGraph, 'usedNodes' | 'usedSymbols'>
}

async function openTree(
  { tree, syntax, folder, cores = 1 }: CodeFinderOptions,
  { signal }: FindOptions,
): Promise<OpenTree> {
  using index = openCodeIndex({ syntax, folder, cores })
  const indexed = await index.read(tree, { signal })
  const kept = folder === null ? null : await loadGraph(folder, indexed.key)
  const settings = kept?.settings ?? (await readImportSettings(tree, indexed.paths))
  const search = createTreeSearch(indexed, { settings, graph: kept?.graph, paths: kept?.paths })
  if (kept) return { search, used: kept }
  const used = rankDefinitions(search)
  if (folder !== null)
    await saveGraph(folder, indexed.key, {
      settings,
      graph: search.tagGraph.graph,
      paths: search.paths,
      ...used,
    })
  return { search, used }
}

/** What to show where nothing was asked. */
function usedCode({ search: { tree }, used: { usedNodes, usedSymbols } }: OpenTree): UsedCode {
  const pathOf = (node: number): string => tree.files[node] ?? ''
  return {
    files: Array.from(usedNodes, pathOf),
    symbols: Array.from(usedSymbols.nodes, (node, at) => ({
      path: pathOf(node),
      index: usedSymbols.places[at] ?? 0,
    })),
  }
}
