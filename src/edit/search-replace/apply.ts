import { applyInOrder, fail, type EditStep } from '../change-set.ts'
import type { AppliedEdit, ApplyOptions, ApplyResult, Edit, FileContent, Files, NearMiss } from '../edit.ts'
import { findNearMiss } from '../near-miss.ts'
import {
  decodeText,
  emptyTextFile,
  encodeText,
  isBlank,
  replaceLines,
  toLines,
  type TextFile,
} from '../text-file.ts'
import { exactRung, hasSubstance, type SearchedFile } from './ladder.ts'
import { createLineIndex, lineKeys } from './line-search.ts'
import { locateEdit, type Located } from './locate.ts'

/** Applies blocks in order. A block changes the file it names, in the one place it can mean, or comes back. */
export function applyBlocks(edits: readonly Edit[], files: Files, options: ApplyOptions = {}): ApplyResult {
  const reader = createReader()
  const repeats = countRepeats(edits)
  const nearMisses = { left: maxNearMisses }
  const step = (edit: Edit, now: Files): EditStep => {
    const left = repeats.get(keyOf(edit)) ?? 1
    repeats.set(keyOf(edit), left - 1)
    const context: StepContext = {
      now,
      reader,
      repeats: left,
      chatFiles: options.chatFiles ?? [],
      nearMisses,
    }
    return now.has(edit.path) ? editFile(edit, context) : editMissing(edit, context)
  }
  return applyInOrder(edits, options, { files, step })
}

/** Beyond so many failures of one reply, telling where each might have belonged helps nobody. */
const maxNearMisses = 40

interface StepContext {
  readonly now: Files
  readonly reader: Reader
  readonly repeats: number
  readonly chatFiles: readonly string[]
  readonly nearMisses: { left: number }
}

type Reader = (file: FileContent) => SearchedFile | null

/** Decodes each version of a file once. */
function createReader(): Reader {
  const read = new WeakMap<FileContent, SearchedFile | null>()
  return (content) => {
    const known = read.get(content)
    if (known !== undefined) return known
    const file = decodeText(content.bytes)
    const searched = file === null ? null : { file, index: createLineIndex(file.lines) }
    read.set(content, searched)
    return searched
  }
}

function editFile(edit: Edit, context: StepContext): EditStep {
  const content = context.now.get(edit.path)
  const searched = content === undefined ? null : context.reader(content)
  if (content === undefined || searched === null)
    return fail(edit, 'not-text', { reason: 'its file is not text' })
  const appended = edit.readings.find(({ search }) => search === '')
  if (appended !== undefined && searched.file.lines.every(isBlank))
    return write(edit, content, {
      file: { ...searched.file, lines: withEnds(searched.file, appended.replace) },
      how: 'new-file',
      line: 1,
    })
  const located = locateEdit(searched, edit, { path: edit.path, repeats: context.repeats })
  if (located.kind === 'failed' && appended !== undefined && located.failure === 'not-found')
    return append(edit, content, { searched, text: appended.replace })
  return settle(edit, content, { searched, located, context })
}

interface Settling {
  readonly searched: SearchedFile
  readonly located: Located
  readonly context: StepContext
}

function settle(edit: Edit, content: FileContent, { searched, located, context }: Settling): EditStep {
  if (located.kind === 'nothing-to-do') {
    const { how, line } = located
    const note = how === 'already-applied' ? 'the file already reads so' : 'search and replacement are equal'
    return { applied: { edit, path: edit.path, how, line, note }, file: null }
  }
  if (located.kind === 'failed') {
    const { failure, reason, places } = located
    const nearMiss = failure === 'not-found' ? nearest(edit, context) : null
    return fail(edit, failure, { reason, places, nearMiss })
  }
  const { place, how, note } = located
  const file = replaceLines(searched.file, place.start, {
    count: place.end - place.start,
    lines: place.lines,
  })
  return write(edit, content, { file, how, line: place.start + 1, ...(note === undefined ? {} : { note }) })
}

interface Written {
  readonly file: TextFile
  readonly how: AppliedEdit['how']
  readonly line: number
  readonly note?: string
}

function write(edit: Edit, content: FileContent | null, { file, ...applied }: Written): EditStep {
  const bytes = encodeText(file)
  if (bytes === null)
    return fail(edit, 'not-text', { reason: 'its file is not UTF-8 and cannot hold all its characters' })
  const notes = [edit.note, applied.note].filter((note) => note !== undefined)
  const note = notes.length === 0 ? {} : { note: notes.join('; ') }
  return {
    applied: { edit, path: edit.path, how: applied.how, line: applied.line, ...note },
    file: { bytes, mode: content?.mode ?? 0o644 },
  }
}

function withEnds(file: TextFile, text: string): readonly string[] {
  return toLines(text).map((line) => (file.lineEnd === '\r\n' ? `${line}\r` : line))
}

interface Appending {
  readonly searched: SearchedFile
  readonly text: string
}

/** A block without SEARCH on a file that exists adds to its end, unless the file holds most of it already. */
function append(edit: Edit, content: FileContent, { searched, text }: Appending): EditStep {
  const { file, index } = searched
  const added = toLines(text)
  if (!hasSubstance(added, 1))
    return fail(edit, 'blank-search', { reason: 'it has neither SEARCH nor new text' })
  const present = new Set(index.keys('trimmed'))
  const filled = added.filter((line) => hasSubstance([line], 4))
  const known = filled.filter((line) => present.has(lineKeys.trimmed(line))).length
  if (filled.length > 3 && known * 2 > filled.length) {
    const reason = `it has no SEARCH text, but ${edit.path} exists and already holds ${known} of its ${filled.length} lines; say in SEARCH which lines to replace`
    return fail(edit, 'blank-search', { reason })
  }
  const lines = [...file.lines, ...withEnds(file, text)]
  const grown = replaceLines({ ...file, finalNewline: true }, 0, { count: file.lines.length, lines })
  return write(edit, content, {
    file: grown,
    how: 'append',
    line: file.lines.length + 1,
    note: 'added to the end of the file',
  })
}

/** An edit of a path that does not exist: a new file, or a known file of the same name that surely was meant. */
function editMissing(edit: Edit, context: StepContext): EditStep {
  const created = edit.readings.find(({ search }) => toLines(search ?? '').every(isBlank))
  if (created !== undefined) {
    const lines = toLines(created.replace)
    return write(edit, null, { file: { ...emptyTextFile, lines }, how: 'new-file', line: 1 })
  }
  const namesakes = context.chatFiles.filter(
    (path) => context.now.has(path) && nameOf(path) === nameOf(edit.path) && holdsOnce(path, edit, context),
  )
  const [only] = namesakes
  if (only === undefined || namesakes.length > 1)
    return fail(edit, 'missing-file', { reason: 'there is no such file', nearMiss: nearest(edit, context) })
  const note = `${edit.path} does not exist; ${only} holds the text and has the same name`
  const result = editFile({ ...edit, path: only, note }, context)
  return 'failed' in result
    ? result
    : { ...result, applied: { ...result.applied, edit, how: 'other-file', note } }
}

function holdsOnce(path: string, edit: Edit, { now, reader }: StepContext): boolean {
  const content = now.get(path)
  const searched = content === undefined ? null : reader(content)
  if (searched === null) return false
  const search = toLines(edit.readings[0].search ?? '')
  return hasSubstance(search) && exactRung.find(searched, { search, replace: [] }).length === 1
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** Looks in the edit's own file, and where that holds nothing alike, in the others of the conversation. */
function nearest(edit: Edit, { now, reader, chatFiles, nearMisses }: StepContext): NearMiss | null {
  if (nearMisses.left <= 0) return null
  nearMisses.left -= 1
  const search = toLines(edit.readings[0].search ?? '')
  const look = (path: string): NearMiss | null => {
    const content = now.get(path)
    const searched = content === undefined ? null : reader(content)
    return searched === null ? null : findNearMiss(path, searched.file.lines, search)
  }
  const own = look(edit.path)
  if (own !== null && own.similarity > 0.8) return own
  const others = chatFiles
    .filter((path) => path !== edit.path)
    .slice(0, 20)
    .map(look)
  return [own, ...others].reduce(
    (best, other) => ((other?.similarity ?? 0) > (best?.similarity ?? 0) ? other : best),
    null,
  )
}

function countRepeats(edits: readonly Edit[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const edit of edits) counts.set(keyOf(edit), (counts.get(keyOf(edit)) ?? 0) + 1)
  return counts
}

function keyOf({ path, readings }: Edit): string {
  return [path, readings[0].search ?? '', readings[0].replace].join('\0')
}
