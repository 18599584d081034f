import type { FileTree } from '../../domain/index.ts'
import type { OpenSegment } from './indexed-tree.ts'
import { readingOf, type Reading } from './source-language.ts'

/** A tree that can say, without reading a file, which content lies there; ids are git's of blobs. */
export interface SourceTree extends FileTree {
  /** Paths that are left out are read to find out. */
  contentIds?(): Promise<ReadonlyMap<string, string>>
}

/** A file of code, and which content it has where that is known without reading it. */
export interface SourceFile {
  readonly path: string
  readonly reading: Exclude<Reading, 'none'>
  /** Null where only reading tells. */
  readonly key: string | null
  readonly place: Place | null
}

export interface Place {
  readonly segment: number
  readonly doc: number
}

/** The files of code among some paths. */
export function findDocs(
  paths: readonly string[],
  ids: ReadonlyMap<string, string>,
  known: readonly OpenSegment[],
): readonly SourceFile[] {
  return paths.flatMap((path): readonly SourceFile[] => {
    const reading = readingOf(path)
    if (reading === 'none') return []
    const id = ids.get(path)
    if (id === undefined) return [{ path, reading, key: null, place: null }]
    const key = keyOf(id, reading)
    return [{ path, reading, key, place: findPlace(key, known) }]
  })
}

/** Under which a content is kept: what it is depends on how it is read, too. */
export function keyOf(id: string, reading: Reading): string {
  return `${id} ${reading}`
}

export function findPlace(key: string, known: readonly OpenSegment[]): Place | null {
  for (const [segment, { keys }] of known.entries()) {
    const doc = keys.find(key)
    if (doc !== undefined) return { segment, doc }
  }
  return null
}
