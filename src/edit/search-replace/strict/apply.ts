import { fail } from '../../change-set.ts'
import type {
  AppliedEdit,
  ApplyOptions,
  ApplyResult,
  Edit,
  FailedEdit,
  FileContent,
  Files,
} from '../../edit.ts'
import { refuseSpelling } from '../../path-guard.ts'
import { decodeText, encodeText, replaceLines, toLines, type TextFile } from '../../text-file.ts'
import { createLineIndex, findRuns } from '../line-search.ts'
import { findNearLines, type NearLines } from './near-lines.ts'

/**
 * Applies blocks by the rules of the strict format: each against the files as they were, whole lines, one exact place,
 * in a file of the conversation. The first error voids them all.
 *
 * Unlike the original, a match may begin on a file's last line, files keep their line ends, and the order of files
 * follows their paths, so that equal edits give equal bytes.
 */
export function applyStrict(edits: readonly Edit[], files: Files, options: ApplyOptions = {}): ApplyResult {
  const texts = new Map([...files].map(([path, { bytes }]) => [path, decodeText(bytes)]))
  const context = { texts, options, allowed: options.chatFiles ?? [...files.keys()] }
  const placed: PlacedEdit[] = []
  for (const edit of edits) {
    const found = place(edit, context)
    if ('failed' in found) return abort(edits, found.failed)
    const other = placed.find((other) => overlaps(other, found))
    if (other !== undefined)
      return abort(
        edits,
        fail(edit, 'overlap', { reason: `the block on line ${other.edit.line} changes the same lines` })
          .failed,
      )
    placed.push(found)
  }
  if ((options.problems ?? []).length > 0) return abort(edits, null)
  return write(placed, { texts, files })
}

interface StrictContext {
  readonly texts: ReadonlyMap<string, TextFile | null>
  readonly options: ApplyOptions
  readonly allowed: readonly string[]
}

interface PlacedEdit {
  readonly edit: Edit
  readonly start: number
  readonly end: number
}

type Placing = PlacedEdit | { readonly failed: FailedEdit }

function place(edit: Edit, { texts, options, allowed }: StrictContext): Placing {
  const { path } = edit
  const refused = refuseSpelling(path) ?? options.refuse?.(path) ?? null
  if (refused !== null) return fail(edit, 'unsafe-path', { reason: `its path ${refused}` })
  const text = texts.get(path)
  if (!allowed.includes(path) || text === undefined)
    return fail(edit, 'missing-file', {
      reason: `no file '${path}' is shown; blocks may change ${allowed.join(', ') || 'none'}`,
    })
  if (text === null) return fail(edit, 'not-text', { reason: 'its file is not text' })
  const search = toLines(edit.readings[0].search ?? '')
  if (search.length === 0) return fail(edit, 'blank-search', { reason: 'its lines to go are empty' })
  const [only, ...more] = findRuns(createLineIndex(text.lines), search, 'exact')
  if (only !== undefined && more.length === 0) return { edit, start: only.start, end: only.end }
  if (only !== undefined)
    return fail(edit, 'ambiguous', {
      reason: `its lines to go stand in ${more.length + 1} places`,
      places: [only, ...more].map(({ start }) => start + 1),
    })
  const others = allowed.flatMap((other): readonly (readonly [string, TextFile])[] => {
    const text = other === path ? null : texts.get(other)
    return text ? [[other, text]] : []
  })
  return notThere(edit, { search, lines: text.lines, others })
}

interface Elsewhere {
  readonly search: readonly string[]
  readonly lines: readonly string[]
  readonly others: readonly (readonly [path: string, file: TextFile])[]
}

function notThere(edit: Edit, { search, lines, others }: Elsewhere): { readonly failed: FailedEdit } {
  const near = findNearLines(edit.path, lines, search)
  if (near !== null) {
    const [nearMiss, ...otherMisses] = near.places
    return fail(edit, near.kind, { reason: reasons[near.kind], nearMiss, otherMisses })
  }
  const holder = others.find(
    ([path, { lines }]) =>
      findRuns(createLineIndex(lines), search, 'exact').length > 0 ||
      findNearLines(path, lines, search) !== null,
  )
  if (holder !== undefined)
    return fail(edit, 'wrong-file', { reason: `its lines to go are not in this file but in ${holder[0]}` })
  return fail(edit, 'not-found', {
    reason: 'its lines to go are nowhere in the file; check their text and their indentation',
  })
}

const reasons: Readonly<Record<NearLines['kind'], string>> = {
  'differs-in-spaces': 'its lines to go are in the file with other spaces',
  resembles: 'its lines to go are not in the file, but others like them are',
}

function overlaps(a: PlacedEdit, b: PlacedEdit): boolean {
  return a.edit.path === b.edit.path && a.start < b.end && b.start < a.end
}

function write(
  placed: readonly PlacedEdit[],
  { texts, files }: Pick<StrictContext, 'texts'> & { readonly files: Files },
): ApplyResult {
  const changed = new Map<string, FileContent>()
  for (const path of [...new Set(placed.map(({ edit }) => edit.path))].sort()) {
    const own = placed.filter(({ edit }) => edit.path === path)
    const [first] = own
    const was = texts.get(path)
    const content = files.get(path)
    if (!first || !was || !content) continue
    const bytes = encodeText(own.toSorted((a, b) => b.start - a.start).reduce(replace, was))
    if (bytes === null) {
      const reason = 'the encoding of its file has no place for one of its characters'
      return abort(
        placed.map(({ edit }) => edit),
        fail(first.edit, 'not-text', { reason }).failed,
      )
    }
    if (Buffer.compare(bytes, content.bytes) !== 0) changed.set(path, { ...content, bytes })
  }
  const applied = placed.map(({ edit, start }): AppliedEdit => ({
    edit,
    path: edit.path,
    how: 'exact',
    line: start + 1,
  }))
  return {
    files: changed,
    removed: [],
    applied,
    failures: [],
    outcome: applied.length === 0 ? 'none' : 'full',
  }
}

function replace(file: TextFile, { edit, start, end }: PlacedEdit): TextFile {
  const lines = toLines(edit.readings[0].replace)
  const ended = file.lineEnd === '\r\n' ? lines.map((line) => `${line}\r`) : lines
  return replaceLines(file, start, { count: end - start, lines: ended })
}

/** Nothing applies: because of one edit, or of a block that could not be read. */
function abort(edits: readonly Edit[], failed: FailedEdit | null): ApplyResult {
  const reason = 'all blocks apply or none does'
  const held = edits
    .filter((edit) => edit !== failed?.edit)
    .map((edit) => fail(edit, 'held-back', { reason }).failed)
  return {
    files: new Map(),
    applied: [],
    removed: [],
    failures: failed === null ? held : [failed, ...held],
    outcome: 'none',
  }
}
