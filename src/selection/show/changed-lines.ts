import { parsePatch } from '../../domain/index.ts'

/** First and last line, counted from 1, of a place that a patch changes in the file as it was. */
export type LineRange = readonly [first: number, last: number]

/** Lines of the files as they were that a git diff changes or shows around its changes, by path. */
export function changedLines(patch: string): ReadonlyMap<string, readonly LineRange[]> {
  const sections = patch.split(/^(?=diff --git )/m)
  return new Map(
    sections.flatMap((section) => {
      const path = parsePatch(section)[0]?.oldPath ?? null
      return path === null ? [] : [[path, hunkRanges(section)] as const]
    }),
  )
}

function hunkRanges(section: string): readonly LineRange[] {
  return [...section.matchAll(/^@@ -(\d+)(?:,(\d+))? /gm)].map(([, start, count]) => {
    const first = Number(start)
    return [first, first + Math.max(1, Number(count ?? 1)) - 1]
  })
}
