import { gitBlobId, throwIfAborted } from '../../std/index.ts'
import type { SyntaxParser } from '../../syntax/index.ts'
import { joinSegments } from '../segment/merge-segments.ts'
import { createSegmentBuilder } from '../segment/segment-builder.ts'
import type { Segment } from '../segment/segment.ts'
import { createDocReader, type UnreadDoc } from './doc-reader.ts'
import type { OpenSegment } from './indexed-tree.ts'
import { createReaderPool, type ReaderPool } from './reader-pool.ts'
import { findPlace, keyOf, type SourceFile, type SourceTree } from './source-files.ts'

export interface Missing {
  /** What no segment knew; null where all was known. */
  readonly segment: Segment | null
  /** By place among the files: the keys that reading told. */
  readonly keys: ReadonlyMap<number, string>
}

export interface MissingOptions {
  readonly tree: SourceTree
  readonly known: readonly OpenSegment[]
  readonly syntax: SyntaxParser
  readonly cores: number
  readonly signal: AbortSignal | undefined
}

/** Reads the files whose content is unknown, or known by its id alone: a few here, many on all cores. */
export async function readMissing(files: readonly SourceFile[], options: MissingOptions): Promise<Missing> {
  const keys = new Map<number, string>()
  const parts: Promise<Segment>[] = []
  const taken = new Set<string>()
  let batch: UnreadDoc[] = []
  let batchBytes = 0
  await using threads = createThreads(options.cores)
  for (const [at, file] of files.entries()) {
    if (file.place) continue
    throwIfAborted(options.signal)
    const bytes = await options.tree.read(file.path)
    if (!bytes) continue
    const key = file.key ?? keyOf(gitBlobId(bytes), file.reading)
    keys.set(at, key)
    if (taken.has(key) || findPlace(key, options.known)) continue
    taken.add(key)
    batch.push({ key, reading: file.reading, bytes })
    batchBytes += bytes.byteLength
    if (batchBytes < batchSize) continue
    await threads.free()
    parts.push(threads.read(batch))
    batch = []
    batchBytes = 0
  }
  if (batch.length > 0)
    parts.push(parts.length === 0 || options.cores < 2 ? readHere(batch, options) : threads.read(batch))
  const segments = await Promise.all(parts)
  return { segment: segments.length === 0 ? null : joinSegments(segments), keys }
}

/** Bytes of source to a batch: what one thread reads in a second or less. */
const batchSize = 2 * 1024 * 1024

async function readHere(
  docs: readonly UnreadDoc[],
  { syntax, signal }: Pick<MissingOptions, 'syntax' | 'signal'>,
): Promise<Segment> {
  using reader = createDocReader(syntax)
  const builder = createSegmentBuilder()
  for (const doc of docs) {
    throwIfAborted(signal)
    builder.add(await reader.read(doc))
  }
  return builder.finish()
}

/** A pool that starts with its first batch, and lets nobody read ahead of it without end. */
function createThreads(cores: number): ReaderPool & { free(): Promise<void> } {
  let pool: ReaderPool | null = null
  const open = new Set<Promise<unknown>>()
  return {
    free: async () => {
      while (open.size >= cores * 2) await Promise.race(open)
    },
    read: (docs) => {
      pool ??= createReaderPool(cores)
      const reading = pool.read(docs)
      const settled: Promise<unknown> = reading.catch(() => undefined).then(() => open.delete(settled))
      open.add(settled)
      // Whoever waits for it may have left before it fails.
      reading.catch(() => undefined)
      return reading
    },
    [Symbol.asyncDispose]: async () => {
      await pool?.[Symbol.asyncDispose]()
    },
  }
}
