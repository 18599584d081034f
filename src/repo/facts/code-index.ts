import type { FileTree } from '../../domain/index.ts'
import { gitBlobId, throwIfAborted } from '../../std/index.ts'
import type { SyntaxParser } from '../../syntax/index.ts'
import { createTagger, type Tagger } from '../tags/extract-tags.ts'
import { lexicalTags } from '../tags/lexical-tags.ts'
import { createTermSplitter, noFacts, toFacts, type FileFacts, type TermSplitter } from './file-facts.ts'
import { createPackFolder } from './pack-folder.ts'
import { decodeSource, type Unread } from './read-source.ts'
import { readingOf, type Reading } from './source-language.ts'
import { createVocabulary, type Vocabulary } from './vocabulary.ts'

/** A tree that can say, without reading a file, which content lies there; ids are git's of blobs. */
export interface SourceTree extends FileTree {
  /** Paths that are left out are read to find out. */
  contentIds?(): Promise<ReadonlyMap<string, string>>
}

/** What is known of one state of a repository. */
export interface TreeFacts {
  /** All paths of the tree, sorted. */
  readonly paths: readonly string[]
  /** Of the paths that are code. */
  readonly facts: ReadonlyMap<string, FileFacts>
  readonly vocabulary: Vocabulary
  /** Terms of a token in numbers of the vocabulary. */
  readonly split: TermSplitter
  /** Files that were passed over or, if `unparsed`, read by words alone. */
  readonly unread: ReadonlyMap<string, Unread>
  /** How many contents had to be parsed because no earlier call knew them. */
  readonly parsed: number
}

/** Facts by content: shared by all states and all checkouts that hold it, kept on disk where a folder is given. */
export interface CodeIndex extends Disposable {
  read(tree: SourceTree, options?: { readonly signal?: AbortSignal | undefined }): Promise<TreeFacts>
}

export interface CodeIndexOptions {
  readonly syntax: SyntaxParser
  /** Where packs are kept; null keeps everything in memory. */
  readonly folder: string | null
}

export async function openCodeIndex({ syntax, folder }: CodeIndexOptions): Promise<CodeIndex> {
  const vocabulary = createVocabulary()
  const packs = folder === null ? null : createPackFolder(folder)
  const known = new Map<string, FileFacts>((await packs?.load(vocabulary)) ?? [])
  const tagger = createTagger(syntax)
  const split = createTermSplitter(vocabulary)
  const reader: ContentReader = { tagger, vocabulary, split }
  return {
    read: async (tree, { signal } = {}) => {
      const [paths, ids] = await Promise.all([tree.list(), tree.contentIds?.() ?? new Map<string, string>()])
      const facts = new Map<string, FileFacts>()
      const unread = new Map<string, Unread>()
      const fresh = new Map<string, FileFacts>()
      for (const path of paths) {
        throwIfAborted(signal)
        const reading = readingOf(path)
        if (reading === 'none') continue
        const id = ids.get(path)
        const before = id === undefined ? undefined : known.get(keyOf(id, reading))
        if (before) {
          facts.set(path, before)
          continue
        }
        const bytes = await tree.read(path)
        const found = bytes
          ? await readContent(bytes, reading, { reader, known, fresh })
          : { unread: 'gone' as const }
        facts.set(path, found.facts ?? noFacts)
        if (found.unread) unread.set(path, found.unread)
      }
      if (packs && fresh.size > 0) {
        if (packs.count() < maxPacks) await packs.save(fresh, vocabulary)
        else await packs.replace(worthKeeping(known, new Set(facts.values())), vocabulary)
      }
      return { paths, facts, vocabulary, split, unread, parsed: fresh.size }
    },
    [Symbol.dispose]: () => tagger[Symbol.dispose](),
  }
}

const maxPacks = 32

interface ContentReader {
  readonly tagger: Tagger
  readonly vocabulary: Vocabulary
  readonly split: TermSplitter
}

interface Contents {
  readonly reader: ContentReader
  readonly known: Map<string, FileFacts>
  readonly fresh: Map<string, FileFacts>
}

async function readContent(
  bytes: Uint8Array,
  reading: Exclude<Reading, 'none'>,
  { reader, known, fresh }: Contents,
): Promise<{ readonly facts?: FileFacts; readonly unread?: Unread }> {
  const decoded = decodeSource(bytes)
  if ('unread' in decoded) return decoded
  const key = keyOf(gitBlobId(bytes), reading)
  const before = known.get(key)
  if (before) return { facts: before }
  const tags = await reader.tagger.read(decoded.text, reading === 'words' ? null : reading)
  // Not kept: a parser that ran out of time may have more of it next time, and nobody should depend on that.
  if (!tags) return { facts: toFacts(decoded.text, lexicalTags(decoded.text), reader), unread: 'unparsed' }
  const facts = toFacts(decoded.text, tags, reader)
  known.set(key, facts)
  fresh.set(key, facts)
  return { facts }
}

function keyOf(id: string, reading: Reading): string {
  return `${id}:${reading}`
}

/** Everything, until what no present file holds is by far the most: then that goes. */
function worthKeeping(
  known: ReadonlyMap<string, FileFacts>,
  used: ReadonlySet<FileFacts>,
): ReadonlyMap<string, FileFacts> {
  if (known.size < 20_000 || known.size < used.size * 4) return known
  return new Map([...known].filter(([, facts]) => used.has(facts)))
}
