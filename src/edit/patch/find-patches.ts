import { readFencedPart } from '../fenced-part.ts'

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

/** The patches of a reply: from their first line to their last, either of which may be missing. */
export function findPatches(lines: readonly string[]): readonly PatchPart[] {
  const parts: PatchPart[] = []
  for (let at = 0; at < lines.length;) {
    const start = begin.exec(lines[at] ?? '') ?? action.exec(lines[at] ?? '')
    if (start === null) {
      at += 1
      continue
    }
    const part = readPart(lines, { at, indent: start[1] ?? '', fence: fenceAround(lines, at) })
    parts.push(part)
    at = Math.max(part.end, at + 1)
  }
  return parts
}

/** Line that closes the fence which the line above opens; null when there is none. */
function fenceAround(lines: readonly string[], at: number): number | null {
  let above = at - 1
  while (above >= 0 && /^\s*(?:apply_patch\b.*|\[.*)?$/.test(lines[above] ?? '')) above -= 1
  return readFencedPart(lines, above)?.close ?? null
}

interface PartStart {
  readonly at: number
  readonly indent: string
  readonly fence: number | null
}

function readPart(lines: readonly string[], { at, indent, fence }: PartStart): PatchPart {
  const closing = lines.findIndex((line, nth) => nth > at && end.test(line))
  const next = lines.findIndex((line, nth) => nth > at && begin.test(line))
  const limit = next < 0 ? lines.length : next
  if (closing >= 0 && closing < limit) return { start: at, end: closing, closed: true, indent }
  if (fence !== null && fence < limit) return { start: at, end: fence, closed: fence < lines.length, indent }
  return { start: at, end: lastMarked(lines, at, limit) + 1, closed: false, indent }
}

/** Without an end, what follows the last line that only a patch has is taken for prose. */
function lastMarked(lines: readonly string[], start: number, limit: number): number {
  let at = limit - 1
  while (at > start && !/^(?:[-+ ]|@@|\*\*\* )/.test(lines[at] ?? '')) at -= 1
  return at
}
