import { z } from 'zod'
import { mapLines } from './source-map.ts'

const rangeSchema = z.object({ startOffset: z.number(), endOffset: z.number(), count: z.number() })

/** The part of a `NODE_V8_COVERAGE` file that says which lines ran. */
export const v8CoverageSchema = z.object({
  result: z.array(
    z.object({ url: z.string(), functions: z.array(z.object({ ranges: z.array(rangeSchema) })) }),
  ),
  'source-map-cache': z
    .record(z.string(), z.object({ lineLengths: z.array(z.number()), data: z.unknown() }))
    .optional(),
})
export type V8Coverage = z.infer<typeof v8CoverageSchema>

/**
 * Lines that ran, by absolute path. `read` gives a script's text; where the script was transformed on loading, its
 * recorded source map leads back to the lines of the file.
 */
export async function toCoveredLines(
  coverage: V8Coverage,
  read: (path: string) => Promise<string | null>,
): Promise<ReadonlyMap<string, ReadonlySet<number>>> {
  const covered = new Map<string, ReadonlySet<number>>()
  for (const { url, functions } of coverage.result) {
    if (!url.startsWith('file://') || url.includes('/node_modules/')) continue
    const path = decodeURIComponent(new URL(url).pathname)
    const map = coverage['source-map-cache']?.[url]
    const text = map ? null : await read(path)
    const lengths = map?.lineLengths ?? text?.split('\n').map((line) => line.length)
    if (!lengths) continue
    const ranges = functions.flatMap((each) => each.ranges)
    const lines = ranLines(lengths, ranges)
    covered.set(path, map ? mapLines(map.data, lines) : lines)
  }
  return covered
}

type Range = z.infer<typeof rangeSchema>

/** A line ran unless the smallest range around all of it was never entered. */
function ranLines(lengths: readonly number[], ranges: readonly Range[]): ReadonlySet<number> {
  const bySize = ranges.toSorted((a, b) => b.endOffset - b.startOffset - (a.endOffset - a.startOffset))
  const starts: number[] = []
  let offset = 0
  for (const length of lengths) {
    starts.push(offset)
    offset += length + 1
  }
  const counts = lengths.map(() => 0)
  for (const { startOffset, endOffset, count } of bySize)
    for (let line = firstAtOrAfter(starts, startOffset); line < lengths.length; line++) {
      if ((starts[line] ?? 0) + (lengths[line] ?? 0) > endOffset) break
      counts[line] = count
    }
  return new Set(counts.flatMap((count, line) => (count > 0 ? [line + 1] : [])))
}

function firstAtOrAfter(sorted: readonly number[], value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}
