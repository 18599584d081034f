import type { Edit, ParsedReply, ParseOptions, ParseProblem } from '../../edit.ts'
import { splitBareLines } from './split-lines.ts'

const head = '<<<<<<< SEARCH'
const divider = '======='
const tail = '>>>>>>> REPLACE'
const markerLine = new RegExp(`^((?:${head}|${divider}|${tail})[ ]*\\n)`, 'm')

/**
 * Blocks by the rules of version 0.35: markers of exactly seven characters at the start of a line, the file's name on
 * the last line above a block or the one before it. Any error voids the whole reply.
 */
export function parseV035(reply: string, options: ParseOptions = {}): ParsedReply {
  const pieces = (reply.endsWith('\n') ? reply : `${reply}\n`).split(markerLine)
  const edits: Edit[] = []
  const reader = { line: 1, path: null as string | null }
  for (let index = 0; index < pieces.length; index += 1) {
    const piece = pieces[index] ?? ''
    if (piece.trim() === head && index % 2 === 1) {
      const block = readBlock(pieces, index, { ...reader, fence: options.fence ?? '```' })
      if ('kind' in block) return { edits: [], problems: [block], commands: [] }
      edits.push(block)
      reader.path = block.path
      reader.line += newlines(pieces.slice(index, index + 5).join(''))
      index += 4
    } else reader.line += newlines(piece)
  }
  return { edits, problems: [], commands: [] }
}

interface Reader {
  readonly line: number
  readonly path: string | null
  readonly fence: string
}

function readBlock(pieces: readonly string[], index: number, reader: Reader): Edit | ParseProblem {
  const { line } = reader
  const path = fileNameAbove(pieces[index - 1] ?? '', reader.fence) ?? reader.path
  if (path === null) return { kind: 'missing-path', line, message: 'no file name above the block' }
  const [search, middle, replace, end] = pieces.slice(index + 1, index + 5)
  if (search === undefined || middle === undefined) return incomplete(line)
  if (middle.trim() !== divider)
    return { kind: 'missing-divider', line, message: `expected ${divider}, saw ${middle.trim()}` }
  if (replace === undefined || end === undefined) return incomplete(line)
  if (end.trim() !== tail)
    return { kind: 'incomplete-block', line, message: `expected ${tail}, saw ${end.trim()}` }
  return { path, line, readings: [{ search, replace }] }
}

function incomplete(line: number): ParseProblem {
  return { kind: 'incomplete-block', line, message: 'the block has no end' }
}

function fileNameAbove(text: string, fence: string): string | null {
  const lines = splitBareLines(text)
  return (cleanName(lines.at(-1), fence) || cleanName(lines.at(-2), fence)) ?? null
}

function cleanName(line: string | undefined, fence: string): string | null {
  const name = line?.trim()
  if (name === undefined || name === '' || name === '...' || name.startsWith(fence)) return null
  const bare = name
    .replace(/:+$/, '')
    .replace(/^#+/, '')
    .trim()
    .replaceAll(/^`+|`+$/g, '')
  return bare === '' ? null : bare
}

function newlines(text: string): number {
  return text.split('\n').length - 1
}
