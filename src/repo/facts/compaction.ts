import { mergeSegments } from '../segment/merge-segments.ts'
import type { KeptSegment, SegmentFolder } from '../segment/segment-folder.ts'
import { docCount, type Segment } from '../segment/segment.ts'

/**
 * Segments with one more. So that a change costs what changed and a search few segments, small ones are joined when
 * they are many, and all when the small ones together have grown to half of the greatest.
 */
export async function keepInOrder(
  kept: readonly KeptSegment[],
  fresh: Segment,
  { disk, inUse }: { readonly disk: SegmentFolder | null; readonly inUse: ReadonlySet<string> },
): Promise<readonly KeptSegment[]> {
  const save = async (segment: Segment): Promise<KeptSegment> =>
    disk ? disk.save(segment) : { name: '', segment }
  const all = [...kept, await save(fresh)]
  const [greatest, ...small] = all.toSorted((a, b) => docCount(b.segment) - docCount(a.segment))
  if (!greatest || small.length < maxSmall) return all
  const smallDocs = small.reduce((sum, { segment }) => sum + docCount(segment), 0)
  const everything = smallDocs * 2 >= docCount(greatest.segment)
  const joined = everything ? [greatest, ...small] : small
  const docs = smallDocs + docCount(greatest.segment)
  // What no present file holds goes when it is by far the most.
  const forget = everything && docs >= 20_000 && docs >= inUse.size * 4
  const segment = mergeSegments(
    chooseDocs(
      joined.map(({ segment }) => segment),
      (key) => !forget || inUse.has(key),
    ),
  )
  const one = await save(segment)
  const gone = joined.map(({ name }) => name).filter((name) => name !== one.name)
  await disk?.remove(gone)
  return [...all.filter((each) => !joined.includes(each)), one]
}

const maxSmall = 8

/** Each content once: two processes may have read the same file at the same time. */
function chooseDocs(segments: readonly Segment[], isWanted: (key: string) => boolean) {
  const seen = new Set<string>()
  return segments.map((segment) => ({
    segment,
    wanted: Uint8Array.from(keysOf(segment), (key) => {
      if (seen.has(key) || !isWanted(key)) return 0
      seen.add(key)
      return 1
    }),
  }))
}

function keysOf({ keys: { bytes, starts } }: Segment): readonly string[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: starts.length - 1 }, (_, doc) =>
    text.toString('utf8', starts[doc], starts[doc + 1]),
  )
}
