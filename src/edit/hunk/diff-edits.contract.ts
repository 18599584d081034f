import type { Edit } from '../index.ts'
import { alignLines } from '../search-replace/align.ts'
import type { HunkLine } from './hunk.ts'
import { hunkReadings } from './hunk-readings.ts'

/** The difference of two texts as edits, three kept lines around each change, as a diff program writes them. */
export function diffEdits(
  path: string,
  before: readonly string[],
  after: readonly string[],
): readonly Edit[] {
  const marked = mark(before, after)
  const near = marked.map((_, at) =>
    marked.slice(Math.max(0, at - 3), at + 4).some(({ mark }) => mark !== ' '),
  )
  const edits: Edit[] = []
  let fresh = 1
  let open: { lines: HunkLine[]; startLine: number } | null = null
  for (const [at, line] of marked.entries()) {
    if (near[at] === true) {
      open ??= { lines: [], startLine: fresh }
      open.lines.push(line)
    }
    if (open !== null && near[at + 1] !== true) {
      const hunk = { ...open, scopes: [], atEnd: false, finalNewline: 'as-it-is' } as const
      edits.push({ path, line: 1, readings: hunkReadings(open.lines), hunk })
      open = null
    }
    if (line.mark !== '-') fresh += 1
  }
  return edits
}

function mark(before: readonly string[], after: readonly string[]): readonly HunkLine[] {
  const lines: HunkLine[] = []
  let next = 0
  const met = alignLines(before, after)
  const addUpTo = (end: number): void => {
    for (; next < end; next += 1) lines.push({ mark: '+', text: after[next] ?? '' })
  }
  for (const [at, text] of before.entries()) {
    const other = met.get(at)
    if (other === undefined) lines.push({ mark: '-', text })
    else {
      addUpTo(other)
      lines.push({ mark: ' ', text })
      next = other + 1
    }
  }
  addUpTo(after.length)
  return lines
}
