import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { atomicWrite, sha256 } from '../../std/index.ts'
import { decodeSegment, encodeSegment, segmentVersion } from './segment-bytes.ts'
import { docCount, type Segment } from './segment.ts'

export interface KeptSegment {
  /** Empty for one that is in memory alone. */
  readonly name: string
  readonly segment: Segment
}

/**
 * A folder of segments. A segment is named after its bytes, appears in one step and never changes, so that any number
 * of processes may read and write at once; the worst that can happen is that two of them read the same file.
 */
export interface SegmentFolder {
  /** All there are, most docs first. */
  loadAll(): Promise<readonly KeptSegment[]>
  /** Those of some names; null when one is gone or damaged. */
  load(names: readonly string[]): Promise<readonly KeptSegment[] | null>
  /** A folder that cannot be written to costs the next process the reading, and this one nothing. */
  save(segment: Segment): Promise<KeptSegment>
  remove(names: readonly string[]): Promise<void>
}

export function createSegmentFolder(folder: string): SegmentFolder {
  const read = async (name: string): Promise<KeptSegment | null> => {
    // Another process may have put a bigger one in its place since the folder was listed.
    const bytes = await readFile(join(folder, name)).catch(() => null)
    const segment = bytes && decodeSegment(bytes)
    if (bytes && !segment) await rm(join(folder, name), { force: true }).catch(() => undefined)
    return segment && { name, segment }
  }
  return {
    loadAll: async () => {
      const names = (await listFolder(folder)).filter((name) => name.endsWith(ending))
      const found = await Promise.all(names.map(read))
      return bySize(found.filter((kept) => kept !== null))
    },
    load: async (names) => {
      const found = await Promise.all(names.map(read))
      const kept = found.filter((kept) => kept !== null)
      return kept.length === names.length ? kept : null
    },
    save: async (segment) => {
      const bytes = encodeSegment(segment)
      const name = `${sha256(bytes).slice(0, 32)}${ending}`
      try {
        await mkdir(folder, { recursive: true })
        await atomicWrite(join(folder, name), bytes)
        for (const other of await listFolder(folder))
          if (other.endsWith(anyEnding) && !other.endsWith(ending))
            await rm(join(folder, other), { force: true })
        return { name, segment }
      } catch {
        return { name: '', segment }
      }
    },
    remove: async (names) => {
      for (const name of names) if (name !== '') await rm(join(folder, name), { force: true })
    },
  }
}

/** Files of other versions are none of ours, until something is written: then they go. */
const anyEnding = '.segment'
const ending = `.${segmentVersion}${anyEnding}`

/** Most docs first; equals by name, so that every process goes through them in the same order. */
function bySize(kept: readonly KeptSegment[]): readonly KeptSegment[] {
  return kept.toSorted(
    (a, b) => docCount(b.segment) - docCount(a.segment) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  )
}

async function listFolder(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => [])
}

/** Removes all but the youngest files of an ending. */
export async function keepYoungest(folder: string, ending: string, count: number): Promise<void> {
  const names = (await listFolder(folder)).filter((name) => name.endsWith(ending))
  if (names.length <= count) return
  const dated = await Promise.all(
    names.map(async (name) => ({
      name,
      at: await stat(join(folder, name)).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    })),
  )
  for (const { name } of dated.toSorted((a, b) => b.at - a.at).slice(count))
    await rm(join(folder, name), { force: true })
}
