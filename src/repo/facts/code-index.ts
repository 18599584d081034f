import { gitBlobId, sha256 } from '../../std/index.ts'
import type { SyntaxParser } from '../../syntax/index.ts'
import { importSettingPaths } from '../imports/read-import-settings.ts'
import { createSegmentFolder, type KeptSegment } from '../segment/segment-folder.ts'
import { docFates, docCount } from '../segment/segment.ts'
import { keepInOrder } from './compaction.ts'
import { openSegments, type IndexedTree, type OpenSegment } from './indexed-tree.ts'
import { readMissing, type Missing } from './read-missing.ts'
import type { Unread } from './read-source.ts'
import { findDocs, findPlace, type Place, type SourceFile, type SourceTree } from './source-files.ts'

/** What is known of contents: shared by all states and all checkouts that hold them, kept on disk in a folder. */
export interface CodeIndex extends Disposable {
  read(tree: SourceTree, options?: { readonly signal?: AbortSignal | undefined }): Promise<IndexedTree>
}

export interface CodeIndexOptions {
  readonly syntax: SyntaxParser
  /** Where segments are kept; null keeps everything in memory. */
  readonly folder: string | null
  /** Threads for what has to be read, where that is much. Default 1. */
  readonly cores?: number
}

export function openCodeIndex({ syntax, folder, cores = 1 }: CodeIndexOptions): CodeIndex {
  const disk = folder === null ? null : createSegmentFolder(folder)
  const loading = disk?.loadAll() ?? Promise.resolve([])
  // Whoever reads a tree waits for it, and is told.
  loading.catch(() => undefined)
  let kept: readonly KeptSegment[] | null = null
  return {
    read: async (tree, { signal } = {}) => {
      const paths = [...(await tree.list())].sort()
      kept ??= await loading
      const ids = (await tree.contentIds?.()) ?? new Map<string, string>()
      const known = openSegments(kept.map(({ segment }) => segment))
      const found = findDocs(paths, ids, known)
      const missing = await readMissing(found, { tree, known, syntax, cores, signal })
      const settings = await settingIds(paths, ids, tree)
      const read = assemble({ paths, found, missing, known, settings })
      if (missing.segment)
        kept = await keepInOrder(kept, missing.segment, { disk, inUse: new Set(read.keys) })
      return read.tree
    },
    [Symbol.dispose]: () => {
      kept = null
    },
  }
}

async function settingIds(
  paths: readonly string[],
  ids: ReadonlyMap<string, string>,
  tree: SourceTree,
): Promise<readonly string[]> {
  const found: string[] = []
  for (const path of importSettingPaths(paths)) {
    const bytes = ids.has(path) ? null : await tree.read(path)
    found.push(`${path}\0${ids.get(path) ?? (bytes ? gitBlobId(bytes) : '')}`)
  }
  return found
}

interface Assembly {
  readonly paths: readonly string[]
  readonly found: readonly SourceFile[]
  readonly missing: Missing
  readonly known: readonly OpenSegment[]
  /** What says what imports mean, by content. */
  readonly settings: readonly string[]
}

function assemble({ paths, found, missing, known, settings }: Assembly) {
  const all = missing.segment
    ? [...known.map(({ segment }) => segment), missing.segment]
    : known.map(({ segment }) => segment)
  const fresh = missing.segment ? openSegments(all) : known
  const files: string[] = []
  const places: Place[] = []
  const unread = new Map<string, Unread>()
  const keys: string[] = []
  for (const [at, { path, key: before, place: first }] of found.entries()) {
    const key = before ?? missing.keys.get(at) ?? null
    const place = first ?? (key === null ? null : findPlace(key, fresh))
    if (key === null || place === null) {
      unread.set(path, 'gone')
      continue
    }
    const fate = docFates[all[place.segment]?.docs.fates[place.doc] ?? 0] ?? 'read'
    if (fate !== 'read') unread.set(path, fate)
    keys.push(key)
    files.push(path)
    places.push(place)
  }
  const used = usedSegments(fresh, places)
  const tree: IndexedTree = {
    paths,
    files,
    segments: used.segments,
    places: {
      segments: Uint16Array.from(places, ({ segment }) => used.newPlaces[segment] ?? 0),
      docs: Uint32Array.from(places, ({ doc }) => doc),
    },
    unread,
    parsed: missing.segment ? docCount(missing.segment) : 0,
    key: sha256(
      [...paths, '', ...settings, '', ...files.map((path, node) => `${path}\0${keys[node]}`)].join('\n'),
    ),
  }
  return { tree, keys }
}

/** Without those that no file of the tree lies in: other branches should cost this one nothing. */
function usedSegments(segments: readonly OpenSegment[], places: readonly Place[]) {
  const used = new Set(places.map(({ segment }) => segment))
  const kept = segments.filter((_, index) => used.has(index))
  const newPlaces = segments.map((segment) => kept.indexOf(segment))
  return { segments: openSegments(kept.map(({ segment }) => segment)), newPlaces }
}
