/** Unchanged lines that a hunk shows around a change. */
export const contextLines = 3

/** Where two texts differ, as lines with their ends, and what stands around it. */
export interface DifferingLines {
  readonly before: readonly string[]
  readonly after: readonly string[]
  /** Up to three equal lines right before and right after. */
  readonly lead: readonly string[]
  readonly tail: readonly string[]
  /** Lines of the file above `lead`. */
  readonly skipped: number
  /** Where `lead` begins, in bytes. */
  readonly leadStart: number
}

/**
 * Cuts off the lines that two texts (UTF-8) begin and end with in common; only the rest is decoded. Null when the
 * rest is larger than `maxBytes`.
 */
export function differingLines(before: Buffer, after: Buffer, maxBytes: number): DifferingLines | null {
  const common = commonPrefix(before, after)
  const start = common === 0 ? 0 : before.lastIndexOf(newline, common - 1) + 1
  const ends = commonTail(before, after, start)
  if (ends.before - start + (ends.after - start) > maxBytes) return null
  const leadStart = stepBack(before, start, contextLines)
  const tailEnd = stepForward(before, ends.before, contextLines)
  return {
    before: splitLines(before.subarray(start, ends.before)),
    after: splitLines(after.subarray(start, ends.after)),
    lead: splitLines(before.subarray(leadStart, start)),
    tail: splitLines(before.subarray(ends.before, tailEnd)),
    skipped: countLines(before, leadStart),
    leadStart,
  }
}

const newline = 10

/** Where the equal lines at the end begin in each, at or after `start`. */
function commonTail(before: Buffer, after: Buffer, start: number): { before: number; after: number } {
  const length = commonSuffix(before.subarray(start), after.subarray(start))
  const at = before.byteLength - length
  const isWhole = startsLine(before, at, start) && startsLine(after, after.byteLength - length, start)
  const next = isWhole ? at : before.indexOf(newline, at) + 1
  const kept = isWhole || next > 0 ? before.byteLength - next : 0
  return { before: before.byteLength - kept, after: after.byteLength - kept }
}

function startsLine(text: Buffer, at: number, start: number): boolean {
  return at === start || text[at - 1] === newline
}

const blockBytes = 64 * 1024

/** How many bytes two buffers begin with in common. */
export function commonPrefix(a: Buffer, b: Buffer): number {
  const end = Math.min(a.byteLength, b.byteLength)
  let at = 0
  while (at + blockBytes <= end && a.compare(b, at, at + blockBytes, at, at + blockBytes) === 0)
    at += blockBytes
  while (at < end && a[at] === b[at]) at += 1
  return at
}

/** How many bytes two buffers end with in common. */
export function commonSuffix(a: Buffer, b: Buffer): number {
  const end = Math.min(a.byteLength, b.byteLength)
  const fromEnd = (buffer: Buffer, from: number, to: number): Buffer =>
    buffer.subarray(buffer.byteLength - to, buffer.byteLength - from)
  let at = 0
  while (at + blockBytes <= end && fromEnd(a, at, at + blockBytes).equals(fromEnd(b, at, at + blockBytes)))
    at += blockBytes
  while (at < end && a[a.byteLength - 1 - at] === b[b.byteLength - 1 - at]) at += 1
  return at
}

/** Start of the line so many lines above the line that begins at `at`. */
function stepBack(text: Buffer, at: number, lines: number): number {
  let start = at
  for (let line = 0; line < lines && start > 0; line += 1) start = lineStartBefore(text, start)
  return start
}

/** Start of the line that ends right before `at`, which is above 0. */
export function lineStartBefore(text: Buffer, at: number): number {
  return at < 2 ? 0 : text.lastIndexOf(newline, at - 2) + 1
}

function stepForward(text: Buffer, at: number, lines: number): number {
  let end = at
  for (let line = 0; line < lines && end < text.byteLength; line += 1) {
    const found = text.indexOf(newline, end)
    end = found === -1 ? text.byteLength : found + 1
  }
  return end
}

function countLines(text: Buffer, end: number): number {
  let count = 0
  for (let at = text.indexOf(newline); at !== -1 && at < end; at = text.indexOf(newline, at + 1)) count += 1
  return count
}

function splitLines(bytes: Buffer): string[] {
  if (bytes.byteLength === 0) return []
  const parts = bytes.toString('utf8').split('\n')
  const last = parts.pop() ?? ''
  const lines = parts.map((line) => `${line}\n`)
  return last === '' ? lines : [...lines, last]
}
