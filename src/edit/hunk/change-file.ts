import { fail, type EditStep } from '../change-set.ts'
import type { Edit, FileContent, MatchKind } from '../edit.ts'
import { findNearestText, type NearestContext } from '../nearest-text.ts'
import { indentOf } from '../search-replace/indent.ts'
import type { Place, SearchedFile } from '../search-replace/ladder.ts'
import { locateEdit, type Located } from '../search-replace/locate.ts'
import { bareLine, isBlank, replaceLines, toLines, type TextFile } from '../text-file.ts'
import { writeText } from '../write-text.ts'
import { choosePlace } from './choose-place.ts'
import { hunkReadings } from './hunk-readings.ts'
import type { Hunk, HunkLine } from './hunk.ts'
import { findScopes } from './scope.ts'
import { findSplit, type SearchBudget } from './split-hunk.ts'
import { markNewLines } from './unmarked-lines.ts'

export interface ChangeContext extends NearestContext {
  readonly searches: SearchBudget
  /** Line, from 0, behind the last hunk that was applied to the same file. */
  readonly after: number
}

/** Applies one hunk to a file that exists. */
export function changeFile(edit: Edit, content: FileContent, context: ChangeContext): EditStep {
  const searched = context.reader(content)
  if (searched === null) return fail(edit, 'not-text', { reason: 'its file is not text' })
  const hunk = edit.hunk ?? bareHunk
  if (toLines(edit.readings[0].search ?? '').length === 0) return addOnly(edit, content, { searched, hunk })
  const located = locateHunk(searched, { edit, hunk, context })
  const { finalNewline } = hunk
  if (located.kind === 'failed') {
    const nearMiss = located.failure === 'not-found' ? findNearestText(edit, context) : null
    const reason = `${located.reason}${missingScope(searched, hunk)}`
    return fail(edit, located.failure, { reason, places: located.places, nearMiss })
  }
  if (located.kind === 'nothing-to-do') {
    const toggled =
      located.how === 'no-change' ? endFile(searched.file, { hunk, end: endOf(edit, located.line) }) : null
    if (toggled !== null && toggled.finalNewline !== searched.file.finalNewline)
      return writeText(edit, content, { file: toggled, how: 'exact', line: located.line })
    const note = located.how === 'already-applied' ? 'the file already reads so' : 'nothing in it changes'
    return { applied: { edit, path: edit.path, how: located.how, line: located.line, note }, file: null }
  }
  const { place, how, note } = located
  const count = place.end - place.start
  const atEnd = searched.file.lines.slice(place.end).length === 0
  const changed = replaceLines(searched.file, place.start, { count, lines: place.lines })
  const file =
    atEnd && finalNewline !== 'as-it-is' ? setFinalNewline(changed, finalNewline === 'added') : changed
  return writeText(edit, content, {
    file,
    how,
    line: place.start + 1,
    ...(note === undefined ? {} : { note }),
  })
}

const bareHunk: Hunk = { lines: [], startLine: null, scopes: [], atEnd: false, finalNewline: 'as-it-is' }

interface Hunted {
  readonly edit: Edit
  readonly hunk: Hunk
  readonly context: ChangeContext
}

/** As it is written; then with marks that were forgotten; then change by change with less around it. */
function locateHunk(searched: SearchedFile, { edit, hunk, context }: Hunted): Located {
  const options = {
    path: edit.path,
    repeats: 1,
    searched: oldLines,
    choose: (places: readonly Place[]) =>
      choosePlace(hunk, places, { lines: searched.file.lines, after: context.after }),
  }
  const written = locateEdit(searched, edit, options)
  if (written.kind !== 'failed' || written.failure !== 'not-found') return written
  const marked = markNewLines(searched, hunk.lines)
  if (marked !== null) {
    const located = locateEdit(searched, { ...edit, readings: hunkReadings(marked) }, options)
    if (located.kind === 'place')
      return bold(located.place, 'unmarked-lines', newLineNote(hunk.lines, marked))
  }
  const split = findSplit(searched, hunk, context.searches)
  if (split === null) return written
  return bold(split, 'less-context', 'some of its unchanged lines differ from the file and were passed over')
}

const oldLines = 'what it removes or keeps'

function bold(place: Place, how: MatchKind, note: string): Located {
  return { kind: 'place', place, how, note }
}

function newLineNote(before: readonly HunkLine[], after: readonly HunkLine[]): string {
  const count = after.filter(({ mark }, at) => mark !== before[at]?.mark).length
  return `${count} of its lines had no + and are not in the file, so they were taken for new ones`
}

interface Adding {
  readonly searched: SearchedFile
  readonly hunk: Hunk
}

/** A hunk without an old line says where it belongs only for an empty file, or when it goes to the end. */
function addOnly(edit: Edit, content: FileContent, { searched: { file }, hunk }: Adding): EditStep {
  const lines = toLines(edit.readings[0].replace).map((line) =>
    file.lineEnd === '\r\n' ? `${line}\r` : line,
  )
  if (lines.length === 0) return fail(edit, 'no-context', { reason: 'it has no lines at all' })
  if (file.lines.every(isBlank))
    return writeText(edit, content, { file: { ...file, lines }, how: 'new-file', line: 1 })
  const under = hunk.atEnd ? null : openedLine(file, { hunk, lines })
  if (under !== null)
    return writeText(edit, content, {
      file: replaceLines(file, under + 1, { count: 0, lines }),
      how: 'exact',
      line: under + 2,
      note: 'put right behind the line that it stands under',
    })
  if (!hunk.atEnd) {
    const reason =
      'it only adds lines and has no unchanged line that says where they go; begin or end it with lines of the file next to them'
    return fail(edit, 'no-context', { reason })
  }
  const grown = replaceLines({ ...file, finalNewline: true }, 0, {
    count: file.lines.length,
    lines: [...file.lines, ...lines],
  })
  return writeText(edit, content, { file: grown, how: 'append', line: file.lines.length + 1 })
}

interface Added {
  readonly hunk: Hunk
  readonly lines: readonly string[]
}

/** The one line, from 0, that a hunk without a line number stands under, where it opens a block that new lines fit in. */
function openedLine(file: TextFile, { hunk: { scopes, startLine }, lines }: Added): number | null {
  // With a number, what stands behind @@ only says what comes before, as git writes it.
  if (startLine !== null) return null
  const [only, ...more] = findScopes(file.lines, scopes)
  if (only === undefined || more.length > 0) return null
  const opening = bareLine(file.lines[only.start] ?? '')
  const first = lines.find((line) => !isBlank(line)) ?? ''
  const fits = /[:{([]\s*$/.test(opening) && indentOf(first).length > indentOf(opening).length
  return fits ? only.start : null
}

function missingScope({ file }: SearchedFile, { scopes }: Hunk): string {
  if (scopes.length === 0 || findScopes(file.lines, scopes).length > 0) return ''
  return `; nor is the line that it stands under (${scopes.join(' › ').slice(0, 200)})`
}

function endOf(edit: Edit, line: number): number {
  return line - 1 + toLines(edit.readings[0].search ?? '').length
}

function endFile(
  file: TextFile,
  { hunk, end }: { readonly hunk: Hunk; readonly end: number },
): TextFile | null {
  if (hunk.finalNewline === 'as-it-is' || end < file.lines.length) return null
  return setFinalNewline(file, hunk.finalNewline === 'added')
}

/** Without a final newline the last line carries no CR. */
function setFinalNewline(file: TextFile, finalNewline: boolean): TextFile {
  const last = bareLine(file.lines.at(-1) ?? '')
  if (file.lines.length === 0) return file
  const ended = finalNewline && file.lineEnd === '\r\n' ? `${last}\r` : last
  return { ...file, finalNewline, lines: [...file.lines.slice(0, -1), ended] }
}
