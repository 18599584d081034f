import { applyInOrder, fail, type EditStep, type TakeStep } from '../change-set.ts'
import type { ApplyOptions, ApplyResult, Edit, FileContent, Files } from '../edit.ts'
import { findNearestText, maxNearMisses, type NearestContext } from '../nearest-text.ts'
import { emptyTextFile, isBlank, replaceLines, toLines, type TextFile } from '../text-file.ts'
import { writeText } from '../write-text.ts'
import { createFileReader } from './file-reader.ts'
import { exactRung, hasSubstance, type SearchedFile } from './ladder.ts'
import { lineKeys } from './line-search.ts'
import { locateEdit, type Located } from './locate.ts'

/** Applies blocks in order. A block changes the file it names, in the one place it can mean, or comes back. */
export function applyBlocks(edits: readonly Edit[], files: Files, options: ApplyOptions = {}): ApplyResult {
  return applyInOrder(edits, options, { files, step: blockSteps(edits, options) })
}

/** What each of the blocks does to the files as those before it left them. */
export function blockSteps(edits: readonly Edit[], options: ApplyOptions = {}): TakeStep {
  const reader = createFileReader()
  const repeats = countRepeats(edits)
  const nearMisses = { left: maxNearMisses }
  return (edit, now) => {
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
}

interface StepContext extends NearestContext {
  readonly repeats: number
}

function editFile(edit: Edit, context: StepContext): EditStep {
  const content = context.now.get(edit.path)
  const searched = content === undefined ? null : context.reader(content)
  if (content === undefined || searched === null)
    return fail(edit, 'not-text', { reason: 'its file is not text' })
  const appended = edit.readings.find(({ search }) => search === '')
  if (appended !== undefined && searched.file.lines.every(isBlank))
    return writeText(edit, content, {
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
    const nearMiss = failure === 'not-found' ? findNearestText(edit, context) : null
    return fail(edit, failure, { reason, places, nearMiss })
  }
  const { place, how, note } = located
  const file = replaceLines(searched.file, place.start, {
    count: place.end - place.start,
    lines: place.lines,
  })
  return writeText(edit, content, {
    file,
    how,
    line: place.start + 1,
    ...(note === undefined ? {} : { note }),
  })
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
  return writeText(edit, content, {
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
    return writeText(edit, null, { file: { ...emptyTextFile, lines }, how: 'new-file', line: 1 })
  }
  const namesakes = context.chatFiles.filter(
    (path) => context.now.has(path) && nameOf(path) === nameOf(edit.path) && holdsOnce(path, edit, context),
  )
  const [only] = namesakes
  if (only === undefined || namesakes.length > 1)
    return fail(edit, 'missing-file', {
      reason: 'there is no such file',
      nearMiss: findNearestText(edit, context),
    })
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

function countRepeats(edits: readonly Edit[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const edit of edits) counts.set(keyOf(edit), (counts.get(keyOf(edit)) ?? 0) + 1)
  return counts
}

function keyOf({ path, readings }: Edit): string {
  return [path, readings[0].search ?? '', readings[0].replace].join('\0')
}
