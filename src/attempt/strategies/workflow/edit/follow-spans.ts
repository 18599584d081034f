import { distinctNames, placeSpans, type Chosen } from '../spans/chosen-spans.ts'
import type { CodeReader, Edits } from '../spans/code-reader.ts'
import type { LineRange } from '../../../context/spans/cut-run.ts'

export interface ReplacedLines {
  readonly path: string
  readonly before: Edits
  readonly after: Edits
  /** As they were counted before. */
  readonly replaced: LineRange
  /** How many took their place. */
  readonly by: number
}

/** Chosen spans behind an edit, which may have moved, renamed or parted those of its file: what lies where they lay. */
export async function followSpans(
  reader: CodeReader,
  chosen: Chosen,
  { path, before, after, replaced, by }: ReplacedLines,
): Promise<Chosen> {
  const spans = (await reader.read(path, after))?.spans ?? []
  const shift = by - (replaced.end - replaced.start + 1)
  const followed: Chosen[] = []
  for (const name of chosen) {
    const [placed] = name.path === path ? await placeSpans(reader, [name], before) : []
    if (placed === undefined) followed.push([name])
    else {
      const { start: first, end: last } = placed.span
      const start = first > replaced.end ? first + shift : Math.min(first, replaced.start)
      const end = last < replaced.start ? last : Math.max(last, replaced.end) + shift
      const there = spans.filter((span) => span.start <= end && span.end >= start)
      followed.push(there.map(({ id }) => ({ path, id })))
    }
  }
  return distinctNames(followed.flat())
}
