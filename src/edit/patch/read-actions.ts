import { readHunkLine, type HunkLine } from '../hunk/hunk.ts'
import { readHunkHeader } from '../udiff/header.ts'

/** What a patch says of one file, as it stands there. Lines are those of the reply, from 1. */
export interface PatchAction {
  readonly kind: 'add' | 'update' | 'delete'
  readonly path: string
  readonly line: number
  endLine: number
  moveTo: string | null
  /** Of a new file: its lines. */
  readonly added: string[]
  readonly chunks: Chunk[]
}

export interface Chunk {
  readonly line: number
  endLine: number
  readonly scopes: string[]
  startLine: number | null
  atEnd: boolean
  readonly lines: HunkLine[]
}

interface Reading {
  readonly lines: readonly string[]
  /** Line of the reply that the first one is, from 1. */
  readonly firstLine: number
}

const kinds: Readonly<Record<string, PatchAction['kind']>> = {
  Add: 'add',
  Update: 'update',
  Delete: 'delete',
}

const heading = /^(\s*)\*\*\* (Add|Update|Delete) File:\s*(.*?)\s*$/
const move = /^\*\*\* (?:Move|Rename) to:\s*(.*?)\s*$/

/** Reads the lines of one patch into what they say of each file. */
export function readActions({ lines, firstLine }: Reading): readonly PatchAction[] {
  const actions: PatchAction[] = []
  for (const [nth, text] of lines.entries()) {
    const line = firstLine + nth
    const [, indent, kind, path] = heading.exec(text) ?? []
    if (kind !== undefined && (indent === '' || isBetweenFiles(actions.at(-1)))) {
      actions.push(newAction(kinds[kind] ?? 'update', barePath(path ?? ''), line))
      continue
    }
    const action = actions.at(-1)
    if (action === undefined || action.kind === 'delete') continue
    const target = move.exec(text)?.[1]
    if (target !== undefined && action.kind === 'update') action.moveTo = barePath(target)
    else if (action.kind === 'add') readAdded(text, action)
    else readUpdate(text, action, line)
    if (text.trim() !== '') action.endLine = line
  }
  return actions
}

/** Elsewhere a heading that is indented is a line of the file that the patch speaks of. */
function isBetweenFiles(open: PatchAction | undefined): boolean {
  return open === undefined || open.kind === 'delete' || open.chunks.at(-1)?.atEnd === true
}

function barePath(text: string): string {
  return text.replaceAll(/^[`"'*]+|[`"'*]+$/g, '').replace(/^(?:\.\/)+/, '')
}

function newAction(kind: PatchAction['kind'], path: string, line: number): PatchAction {
  return { kind, path, line, endLine: line, moveTo: null, added: [], chunks: [] }
}

function readAdded(text: string, { added }: PatchAction): void {
  if (!/^\*\*\* (?:Begin Patch|End of File)/.test(text)) added.push(text)
}

function readUpdate(text: string, { chunks }: PatchAction, line: number): void {
  if (text.startsWith('*** Begin Patch')) return
  const open = chunks.at(-1)
  if (text.startsWith('*** End of File')) {
    if (open !== undefined) {
      open.atEnd = true
      open.endLine = line
    }
    return
  }
  const header = readHunkHeader(text)
  if (header !== null) {
    const chunk = open !== undefined && open.lines.length === 0 ? open : newChunk(line)
    if (chunk !== open) chunks.push(chunk)
    if (header.heading !== '') chunk.scopes.push(header.heading)
    chunk.startLine = header.startLine ?? chunk.startLine
    return
  }
  const chunk = open === undefined || open.atEnd ? newChunk(line) : open
  if (chunk !== open) {
    if (text.trim() === '') return
    chunks.push(chunk)
  }
  chunk.lines.push(readHunkLine(text))
  if (text !== '') chunk.endLine = line
}

function newChunk(line: number): Chunk {
  return { line, endLine: line, scopes: [], startLine: null, atEnd: false, lines: [] }
}
