import { setImmediate } from 'node:timers/promises'
import { promisify } from 'node:util'
import { deflate } from 'node:zlib'
import { commonPrefix, commonSuffix } from './differing-lines.ts'
import { renderHeader } from './text-patch.ts'
import type { FileChange } from './tree-file.ts'

/**
 * One file's part of a git diff as bytes, both ways. A changed file is told by what it begins and ends with in common
 * and by the blocks that stayed in place: that takes time in proportion to its size, as git's own search does not.
 */
export async function renderBinaryPatch(change: FileChange): Promise<string> {
  const header = renderHeader(change)
  const before = change.before?.content ?? nothing
  const after = change.after?.content ?? nothing
  if (before.equals(after)) return header
  const [forth, back] = await Promise.all([renderWay(before, after), renderWay(after, before)])
  return `${header}GIT binary patch\n${forth}\n${back}\n`
}

const nothing = Buffer.alloc(0)
const compress = promisify(deflate)

async function renderWay(from: Buffer, to: Buffer): Promise<string> {
  const delta = from.byteLength === 0 || to.byteLength === 0 ? null : deltaOf(from, to)
  const [kind, bytes] =
    delta !== null && delta.byteLength < to.byteLength ? ['delta', delta] : ['literal', to]
  return `${kind} ${bytes.byteLength}\n${await toBase85(await compress(bytes, { level: 1 }))}`
}

const blockBytes = 4096

/** Git's delta: both sizes, then what to copy from the old file and what to insert. */
function deltaOf(from: Buffer, to: Buffer): Buffer {
  const head = commonPrefix(from, to)
  const tail = commonSuffix(from.subarray(head), to.subarray(head))
  const parts = [sizeBytes(from.byteLength), sizeBytes(to.byteLength), ...copyOps(0, head)]
  const end = to.byteLength - tail
  for (let at = head; at < end;) {
    const isKept = (place: number): boolean =>
      place + blockBytes <= end &&
      from.subarray(place, place + blockBytes).equals(to.subarray(place, place + blockBytes))
    const kept = isKept(at)
    let next = at
    while (next < end && isKept(next) === kept) next = Math.min(next + blockBytes, end)
    parts.push(...(kept ? copyOps(at, next - at) : insertOps(to.subarray(at, next))))
    at = next
  }
  return Buffer.concat([...parts, ...copyOps(from.byteLength - tail, tail)])
}

/** Seven bits a byte, the lowest first; the top bit says that more follow. */
function sizeBytes(size: number): Buffer {
  const bytes: number[] = []
  for (let rest = size; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Buffer.from([...bytes, rest])
    bytes.push((rest % 128) | 0x80)
  }
}

const longestCopy = 0xff_ff_ff
const longestInsert = 0x7f

function copyOps(offset: number, length: number): Buffer[] {
  const ops: Buffer[] = []
  for (let done = 0; done < length; done += longestCopy) {
    const op = Buffer.alloc(8)
    op[0] = 0xff
    op.writeUInt32LE(offset + done, 1)
    op.writeUIntLE(Math.min(longestCopy, length - done), 5, 3)
    ops.push(op)
  }
  return ops
}

function insertOps(bytes: Buffer): Buffer[] {
  const count = Math.ceil(bytes.byteLength / longestInsert)
  const ops = Buffer.alloc(bytes.byteLength + count)
  let at = 0
  for (let done = 0; done < bytes.byteLength; done += longestInsert) {
    const piece = bytes.subarray(done, done + longestInsert)
    ops[at] = piece.byteLength
    piece.copy(ops, at + 1)
    at += piece.byteLength + 1
  }
  return [ops]
}

const alphabet = Buffer.from(
  '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~',
)
const bytesPerLine = 52
/** So much is encoded without letting others run. */
const linesPerTurn = 20_000

/** Lines of up to 52 bytes: a letter for their number (A-Z, then a-z), and five digits to four bytes. */
async function toBase85(bytes: Buffer): Promise<string> {
  const parts: string[] = []
  for (let at = 0; at < bytes.byteLength; at += bytesPerLine * linesPerTurn) {
    if (at > 0) await setImmediate()
    parts.push(encodeLines(bytes.subarray(at, at + bytesPerLine * linesPerTurn)))
  }
  return parts.join('')
}

function encodeLines(bytes: Buffer): string {
  const lines = Math.ceil(bytes.byteLength / bytesPerLine)
  const text = Buffer.alloc(Math.ceil(bytes.byteLength / 4) * 5 + lines * 2)
  let to = 0
  for (let at = 0; at < bytes.byteLength; at += bytesPerLine) {
    const end = Math.min(at + bytesPerLine, bytes.byteLength)
    const count = end - at
    text[to++] = count <= 26 ? 64 + count : 96 + count - 26
    for (let group = at; group < end; group += 4) {
      // Bytes past the end count as zero.
      let value = 0
      for (let byte = group; byte < group + 4; byte += 1)
        value = value * 256 + (byte < end ? (bytes[byte] ?? 0) : 0)
      for (let digit = 4; digit >= 0; digit -= 1) {
        const rest = Math.floor(value / 85)
        text[to + digit] = alphabet[value - rest * 85] ?? 0
        value = rest
      }
      to += 5
    }
    text[to++] = 10
  }
  return text.toString('latin1', 0, to)
}
