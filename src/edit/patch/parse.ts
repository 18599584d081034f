import type { Edit, ParsedReply, ParseOptions, ParseProblem } from '../edit.ts'
import { changesAnything, trimHunkLines, type Hunk } from '../hunk/hunk.ts'
import { hunkReadings } from '../hunk/hunk-readings.ts'
import { listCommands } from '../shell-commands.ts'
import { bareLine } from '../text-file.ts'
import { findPatches, opensPatch } from './find-patches.ts'
import { readActions, type Chunk, type PatchAction } from './read-actions.ts'

/** Every change of a reply's patches; text around them is no edit. */
export function parsePatch(reply: string, options: ParseOptions = {}): ParsedReply {
  const lines = reply.split('\n').map(bareLine)
  const edits: Edit[] = []
  const problems: ParseProblem[] = []
  for (const { start, end, closed, indent } of findPatches(lines)) {
    const body = lines
      .slice(start, end)
      .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
    const actions = readActions({ lines: body, firstLine: start + 1 })
    if (actions.length === 0)
      problems.push({
        kind: 'no-hunk',
        line: start + 1,
        message: 'the patch names no file to add, update or delete',
      })
    for (const [nth, action] of actions.entries()) {
      const cut = !closed && options.cutShort === true && nth === actions.length - 1
      const read = cut
        ? problem('cut-short', action, 'the reply was cut off inside this part of the patch')
        : toEdits(action)
      edits.push(...read.edits)
      problems.push(...read.problems)
    }
  }
  return { edits, problems, commands: listCommands(lines, opensPatch) }
}

interface ReadEdits {
  readonly edits: readonly Edit[]
  readonly problems: readonly ParseProblem[]
}

function problem(kind: ParseProblem['kind'], { line }: PatchAction, message: string): ReadEdits {
  return { edits: [], problems: [{ kind, line, message }] }
}

function toEdits(action: PatchAction): ReadEdits {
  const { path, kind } = action
  if (path === '') return problem('missing-path', action, 'this part of the patch names no file')
  if (kind === 'delete')
    return { edits: [{ ...placeOf(action), readings: [nothing], action: { kind: 'delete' } }], problems: [] }
  if (kind === 'add') return { edits: [addEdit(action)], problems: [] }
  const chunks = action.chunks
    .map((chunk) => ({ ...chunk, lines: trimHunkLines(chunk.lines) }))
    .filter(({ lines }) => changesAnything(lines))
  if (chunks.length === 0 && action.moveTo === null)
    return problem('no-hunk', action, `the update of ${path} has no line that begins with + or -`)
  return { edits: [...chunks.map((chunk) => chunkEdit(path, chunk)), ...moveEdit(action)], problems: [] }
}

const nothing = { search: '', replace: '' }

function placeOf({ path, line, endLine }: PatchAction): Pick<Edit, 'path' | 'line' | 'endLine'> {
  return { path, line, endLine }
}

/** Lines of a new file begin with +; where none does, the text was written without. */
function addEdit(action: PatchAction): Edit {
  const last = action.added.findLastIndex((text) => text !== '')
  const written = action.added.slice(0, last + 1)
  const marked = written.filter((text) => text.startsWith('+')).length
  const bare = written.filter((text) => text !== '' && !text.startsWith('+')).length
  const lines = marked === 0 ? written : written.map((text) => (text.startsWith('+') ? text.slice(1) : text))
  return {
    ...placeOf(action),
    readings: [{ search: '', replace: lines.map((text) => `${text}\n`).join('') }],
    action: { kind: 'create' },
    ...(bare === 0 ? {} : { note: `${bare} of its lines had no + in front` }),
  }
}

function chunkEdit(
  path: string,
  { line, endLine, scopes, startLine, atEnd, lines }: Omit<Chunk, 'lines'> & Pick<Hunk, 'lines'>,
): Edit {
  const hunk: Hunk = { lines, startLine, scopes, atEnd, finalNewline: 'as-it-is' }
  return { path, line, endLine, readings: hunkReadings(lines), hunk }
}

function moveEdit(action: PatchAction): readonly Edit[] {
  const { moveTo } = action
  if (moveTo === null) return []
  return [{ ...placeOf(action), readings: [nothing], action: { kind: 'move', to: moveTo } }]
}
