import { diffArrays } from 'diff'
import { contextLines, differingLines, lineStartBefore, type DifferingLines } from './differing-lines.ts'

/** Lines that one file's search may take away or add: beyond, it takes longer than git's process. */
const editsPerFile = 500
/** The same for a whole patch. Counted and not timed, so that equal changes give equal patches. */
const editsPerPatch = 4000
/** Of the lines that differ, both sides. */
const maxBytes = 8 * 1024 ** 2

/** Hunks between two texts, as git writes them; null when the texts are too far apart to be worth the search. */
export type WriteHunks = (before: Buffer, after: Buffer) => string | null

/** For one patch. Both texts must be UTF-8. */
export function createHunkWriter(): WriteHunks {
  let left = editsPerPatch
  return (before, after) => {
    const differing = differingLines(before, after, maxBytes)
    if (differing === null) return null
    const changes = findChanges(differing, Math.min(left, editsPerFile))
    left -= changes?.searched ?? editsPerFile
    return changes && renderHunks(before, differing, changes.list)
  }
}

/** Lines taken away and put in at one place; places count from the first line of the lead. */
interface Change {
  readonly before: number
  readonly removed: number
  readonly after: number
  readonly added: number
}

function findChanges(
  { before, after, lead }: DifferingLines,
  maxEditLength: number,
): { readonly list: readonly Change[]; readonly searched: number } | null {
  const whole = { before: lead.length, removed: before.length, after: lead.length, added: after.length }
  if (before.length === 0 || after.length === 0) return { list: [whole], searched: 0 }
  const numbers = new Map<string, number>()
  const numbered = (lines: readonly string[]): number[] =>
    lines.map((line) => {
      const number = numbers.get(line) ?? numbers.size
      numbers.set(line, number)
      return number
    })
  const parts = diffArrays(numbered(before), numbered(after), { maxEditLength })
  if (parts === undefined) return null
  const list: Change[] = []
  let [atBefore, atAfter, searched] = [lead.length, lead.length, 0]
  for (const { count, added, removed } of parts) {
    if (!added && !removed) {
      atBefore += count
      atAfter += count
      continue
    }
    searched += count
    const last = list.at(-1)
    const goesOn =
      last !== undefined && last.before + last.removed === atBefore && last.after + last.added === atAfter
    const from = goesOn ? last : { before: atBefore, removed: 0, after: atAfter, added: 0 }
    if (goesOn) list.pop()
    list.push({
      ...from,
      removed: from.removed + (removed ? count : 0),
      added: from.added + (added ? count : 0),
    })
    if (removed) atBefore += count
    else atAfter += count
  }
  return { list, searched }
}

function renderHunks(file: Buffer, differing: DifferingLines, changes: readonly Change[]): string {
  const { lead, tail } = differing
  const lines = {
    before: [...lead, ...differing.before, ...tail],
    after: [...lead, ...differing.after, ...tail],
  }
  return groupChanges(changes)
    .map((group) => renderHunk(group, { file, differing, lines }))
    .join('')
}

/** Changes whose context would touch stand in one hunk. */
function groupChanges(changes: readonly Change[]): Change[][] {
  const groups: Change[][] = []
  for (const change of changes) {
    const group = groups.at(-1)
    const last = group?.at(-1)
    if (group && last && change.before - (last.before + last.removed) <= 2 * contextLines) group.push(change)
    else groups.push([change])
  }
  return groups
}

interface Sides {
  readonly file: Buffer
  readonly differing: DifferingLines
  readonly lines: { readonly before: readonly string[]; readonly after: readonly string[] }
}

function renderHunk(group: readonly Change[], sides: Sides): string {
  const { lines, differing } = sides
  const [first] = group
  const last = group.at(-1)
  if (!first || !last) return ''
  const above = Math.min(contextLines, first.before)
  const below = Math.min(contextLines, lines.before.length - last.before - last.removed)
  const start = { before: first.before - above, after: first.after - above }
  const end = { before: last.before + last.removed + below, after: last.after + last.added + below }
  const range = (side: 'before' | 'after'): string =>
    renderRange(differing.skipped + start[side], end[side] - start[side])
  const heading = findHeading(sides, start.before)
  let text = `@@ -${range('before')} +${range('after')} @@${heading === '' ? '' : ` ${heading}`}\n`
  let at = start.before
  for (const { before, removed, after, added } of group) {
    text += renderLines(' ', lines.before.slice(at, before))
    text += renderLines('-', lines.before.slice(before, before + removed))
    text += renderLines('+', lines.after.slice(after, after + added))
    at = before + removed
  }
  return text + renderLines(' ', lines.before.slice(at, end.before))
}

/** An empty range stands after the line it names, any other begins with it. */
function renderRange(linesAbove: number, count: number): string {
  const from = count === 0 ? linesAbove : linesAbove + 1
  return count === 1 ? `${from}` : `${from},${count}`
}

function renderLines(sign: ' ' | '-' | '+', lines: readonly string[]): string {
  return lines
    .map((line) => (line.endsWith('\n') ? sign + line : `${sign}${line}\n\\ No newline at end of file\n`))
    .join('')
}

/** The nearest line above a hunk that begins like a name, as git shows it: mostly the function it lies in. */
function findHeading({ file, differing, lines }: Sides, start: number): string {
  const near = lines.before.slice(0, start).findLast((line) => /^[A-Za-z_$]/.test(line))
  if (near !== undefined) return cutHeading(Buffer.from(near))
  for (let end = differing.leadStart; end > 0;) {
    const from = lineStartBefore(file, end)
    if (/^[A-Za-z_$]/.test(String.fromCharCode(file[from] ?? 0))) return cutHeading(file.subarray(from, end))
    end = from
  }
  return ''
}

const headingBytes = 80

/** At most 80 bytes, whole characters only. */
function cutHeading(line: Buffer): string {
  let end = Math.min(line.byteLength, headingBytes)
  while (end < line.byteLength && ((line[end] ?? 0) & 0xc0) === 0x80) end -= 1
  return line.toString('utf8', 0, end).replace(/[ \t\r\n]+$/, '')
}
