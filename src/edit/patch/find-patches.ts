import { createFenceReader, type FencedPart } from '../fenced-part.ts'

/** Lines of a reply that are a patch; from 0, `end` is one past the last. */
export interface PatchPart {
  readonly start: number
  readonly end: number
  /** False where the reply ends before the patch says that it does. */
  readonly closed: boolean
  /** Taken off each line: that of its first one. */
  readonly indent: string
}

const begin = /^(\s*)\*\*\* Begin Patch\s*$/
const action = /^(\s*)\*\*\* (?:Add|Update|Delete) File:/
const end = /^\s*\*\*\* End Patch\s*$/

/** Whether a line is one that a patch may begin with. */
export function opensPatch(line: string): boolean {
  return begin.test(line) || action.test(line)
}

/** The patches of a reply: from their first line to their last, either of which may be missing. */
export function findPatches(lines: readonly string[]): readonly PatchPart[] {
  const parts: PatchPart[] = []
  const marks: Marks = {
    lines,
    begins: numbersOf(lines, begin),
    ends: numbersOf(lines, end),
    readFence: createFenceReader(lines),
  }
  for (let at = 0; at < lines.length;) {
    const start = begin.exec(lines[at] ?? '') ?? action.exec(lines[at] ?? '')
    if (start === null) {
      at += 1
      continue
    }
    const part = readPart(marks, at, start[1] ?? '')
    parts.push(part)
    at = Math.max(part.end, at + 1)
  }
  return parts
}

/** What is looked up for each patch, found once. */
interface Marks {
  readonly lines: readonly string[]
  readonly begins: readonly number[]
  readonly ends: readonly number[]
  readonly readFence: (at: number) => FencedPart | null
}

function numbersOf(lines: readonly string[], pattern: RegExp): readonly number[] {
  return lines.flatMap((line, at) => (pattern.test(line) ? [at] : []))
}

function readPart(marks: Marks, at: number, indent: string): PatchPart {
  const { lines, begins, ends } = marks
  const limit = firstAfter(begins, at) ?? lines.length
  const closing = firstAfter(ends, at)
  if (closing !== null && closing < limit) return { start: at, end: closing, closed: true, indent }
  const fence = fenceAround(marks, at)
  if (fence !== null && fence < limit) return { start: at, end: fence, closed: fence < lines.length, indent }
  return { start: at, end: lastMarked(lines, at, limit) + 1, closed: false, indent }
}

function firstAfter(numbers: readonly number[], at: number): number | null {
  return numbers.find((number) => number > at) ?? null
}

/** Line that closes the fence which the line above opens; null when there is none. */
function fenceAround({ lines, readFence }: Marks, at: number): number | null {
  let above = at - 1
  while (above >= 0 && /^\s*(?:apply_patch\b.*|\[.*)?$/.test(lines[above] ?? '')) above -= 1
  return readFence(above)?.close ?? null
}

/** Without an end, what follows the last line that only a patch has is taken for prose. */
function lastMarked(lines: readonly string[], start: number, limit: number): number {
  let at = limit - 1
  while (at > start && !/^(?:[-+ ]|@@|\*\*\* )/.test(lines[at] ?? '')) at -= 1
  return at
}
