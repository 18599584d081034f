import type { Edit, ParsedReply, ParseOptions, ParseProblem, Reading } from '../edit.ts'
import { readPathLine, type PathReading } from '../path-line.ts'
import { listCommands } from '../shell-commands.ts'
import { bareLine } from '../text-file.ts'
import { readFence, readMarker } from './markers.ts'

/** Every complete block of a reply; what cannot be read is a problem and costs the other blocks nothing. */
export function parseBlocks(reply: string, options: ParseOptions = {}): ParsedReply {
  const lines = reply.split('\n').map(bareLine)
  const isFile = options.isFile ?? ((path: string) => (options.chatFiles ?? []).includes(path))
  const edits: Edit[] = []
  const problems: ParseProblem[] = []
  let path: string | null = null
  let previousEnd = 0
  let openLine = 0
  for (let at = 0; at < lines.length;) {
    const marker = readMarker(lines[at] ?? '')
    if (marker?.marker === 'tail') {
      // The block before it ended too early, so what it holds is only half of what was meant.
      if (edits.at(-1)?.line === openLine) edits.pop()
      problems.push({ kind: 'stray-marker', line: at + 1, message: 'a REPLACE line ends no block' })
    }
    if (marker?.marker !== 'head') {
      at += 1
      continue
    }
    const block = readBlock(lines, at, marker.indent)
    const named = findPath(lines, { from: previousEnd, head: at, isFile })
    path = named?.path ?? path
    const follows = lines.slice(previousEnd, at).every(isFrame)
    const outcome = toEdit(block, {
      line: at + 1,
      endLine: block.next,
      named,
      path,
      follows,
      cutShort: options.cutShort === true,
    })
    if ('kind' in outcome) problems.push(outcome)
    else edits.push(outcome)
    openLine = at + 1
    at = block.next
    previousEnd = at
  }
  const commands = listCommands(lines, (line) => readMarker(line)?.marker === 'head')
  return { edits, problems, commands }
}

interface RawBlock {
  readonly lines: readonly string[]
  /** Offsets of the lines that may be the divider. */
  readonly dividers: readonly number[]
  readonly closed: boolean
  /** Whether the reply ended inside it. */
  readonly atEnd: boolean
  /** Line to go on at. */
  readonly next: number
}

function readBlock(lines: readonly string[], head: number, indent: string): RawBlock {
  const candidates: { readonly offset: number; readonly width: number }[] = []
  let at = head + 1
  let closed = false
  for (; at < lines.length; at += 1) {
    const marker = readMarker(lines[at] ?? '')
    if (marker === null || marker.indent !== indent) continue
    if (marker.marker === 'head') break
    if (marker.marker === 'tail') {
      closed = true
      break
    }
    candidates.push({ offset: at - head - 1, width: marker.width })
  }
  const usual = candidates.filter(({ width }) => width === 7)
  return {
    lines: outdent(lines.slice(head + 1, at), indent),
    dividers: (usual.length > 0 ? usual : candidates).map(({ offset }) => offset),
    closed,
    atEnd: at >= lines.length,
    next: closed ? at + 1 : at,
  }
}

/** A block that stands indented, as in a list, has its content indented by as much. */
function outdent(lines: readonly string[], indent: string): readonly string[] {
  const fits = indent !== '' && lines.every((line) => line.startsWith(indent) || line.trim() === '')
  return fits ? lines.map((line) => line.slice(indent.length)) : lines
}

interface BlockContext {
  readonly line: number
  readonly endLine: number
  /** Named right above this block. */
  readonly named: PathReading | null
  /** Named above this block or an earlier one. */
  readonly path: string | null
  /** Whether only fences and blank lines stand between this block and the one before it. */
  readonly follows: boolean
  readonly cutShort: boolean
}

function toEdit(
  block: RawBlock,
  { line, endLine, named, path, follows, cutShort }: BlockContext,
): Edit | ParseProblem {
  if (!block.closed && block.atEnd && cutShort)
    return { kind: 'cut-short', line, message: 'the reply was cut off inside this block' }
  if (block.dividers.length === 0)
    return { kind: 'missing-divider', line, message: 'the block has no line of seven equals signs' }
  if (!block.closed)
    return { kind: 'incomplete-block', line, message: 'the block has no closing REPLACE line' }
  const [first, ...more] = block.dividers
    .slice(0, maxReadings)
    .map((offset) => toReading(block.lines, offset))
  if (first === undefined || path === null) return missingPath(line)
  // Without a text to find, nothing but a path says where the block goes, so prose in between may have meant another.
  if (first.search === '' && named === null && !follows) return missingPath(line)
  const note = named?.note === undefined ? {} : { note: named.note }
  return { path, line, endLine, readings: [first, ...more], ...note }
}

const maxReadings = 8

function toReading(lines: readonly string[], divider: number): Reading {
  const join = (part: readonly string[]): string => part.map((line) => `${line}\n`).join('')
  const search = lines.slice(0, divider)
  const replace = lines.slice(divider + 1)
  return {
    search: join(search),
    replace: join(endsInDivider(search, replace) ? replace.slice(0, -1) : replace),
  }
}

/**
 * Whether a replacement ends in a divider that belongs to the block, as some models write before its closing line: it
 * underlines nothing, and the search has no such line either.
 */
function endsInDivider(search: readonly string[], replace: readonly string[]): boolean {
  const isDivider = (line: string): boolean => readMarker(line)?.marker === 'divider'
  const [title = '', last = ''] = replace.slice(-2)
  if (replace.length === 1) return isDivider(title) && title.trim().length === 7 && search.length > 0
  const underlines = title.trim() !== '' && title.trimEnd().length <= last.trim().length
  return isDivider(last) && last.trim().length === 7 && !underlines && !search.some(isDivider)
}

function missingPath(line: number): ParseProblem {
  return { kind: 'missing-path', line, message: 'no line above the block is just the path of a file' }
}

/** Looks upwards from a head, past fences and blank lines, at the first line that says something. */
function findPath(
  lines: readonly string[],
  at: { readonly from: number; readonly head: number; readonly isFile: (path: string) => boolean },
): PathReading | null {
  const lowest = Math.max(at.from, at.head - maxLinesAbove)
  for (let index = at.head - 1; index >= lowest; index -= 1) {
    const line = lines[index] ?? ''
    const fence = readFence(line)
    if (line.trim() === '...' || (isFrame(line) && (fence === null || fence.info === ''))) continue
    if (fence === null) return readPathLine(line, at.isFile)
    const info = readPathLine(fence.info.replace(/^[\w+-]+\s+/, ''), at.isFile)
    if (info !== null) return info
  }
  return null
}

const maxLinesAbove = 5

function isFrame(line: string): boolean {
  return line.trim() === '' || readFence(line) !== null
}
