import { fail, type EditStep } from '../change-set.ts'
import type { Edit, FileContent, Files } from '../edit.ts'
import { findNearestText, type NearestContext } from '../nearest-text.ts'
import { locateEdit } from '../search-replace/locate.ts'
import { decodeText, emptyTextFile, isBlank, toLines } from '../text-file.ts'
import { writeText } from '../write-text.ts'

/** A new file; one that exists is never overwritten, unless it is empty or holds the very text. */
export function createFile(edit: Edit, content: FileContent | undefined): EditStep {
  const lines = toLines(edit.readings[0].replace)
  const finalNewline = edit.hunk?.finalNewline !== 'removed'
  if (content === undefined)
    return writeText(edit, null, {
      file: { ...emptyTextFile, lines, finalNewline },
      how: 'new-file',
      line: 1,
    })
  const old = decodeText(content.bytes)
  if (old === null) return fail(edit, 'not-text', { reason: 'its file is there already and is not text' })
  const same = toLines(old.lines.join('\n'))
  if (same.length === lines.length && same.every((line, at) => line === lines[at]))
    return {
      applied: { edit, path: edit.path, how: 'already-applied', line: 1, note: 'the file already reads so' },
      file: null,
    }
  if (old.lines.every(isBlank)) {
    const ended = lines.map((line) => (old.lineEnd === '\r\n' ? `${line}\r` : line))
    return writeText(edit, content, { file: { ...old, lines: ended }, how: 'new-file', line: 1 })
  }
  const reason = 'it makes a new file, but a file of that name exists; change that one, or delete it first'
  return fail(edit, 'file-exists', { reason })
}

/** Deletes a file that holds what the reply says it holds, as far as the reply says it. */
export function deleteFile(edit: Edit, content: FileContent | undefined, context: NearestContext): EditStep {
  if (content === undefined) return fail(edit, 'missing-file', { reason: 'there is no such file to delete' })
  const { search } = edit.readings[0]
  const searched = context.reader(content)
  if (search !== null && search !== '' && searched !== null) {
    const located = locateEdit(searched, edit, { path: edit.path, repeats: 1, searched: 'what it deletes' })
    if (located.kind === 'failed' && located.failure === 'not-found')
      return fail(edit, 'not-found', { reason: located.reason, nearMiss: findNearestText(edit, context) })
  }
  return { applied: { edit, path: edit.path, how: 'deleted', line: 1 }, file: null, removes: edit.path }
}

export interface MoveContext {
  readonly now: Files
  /** Paths of which an edit of the reply failed. */
  readonly failed: ReadonlySet<string>
}

/** Gives a file another path once all its changes are made. */
export function moveFile(edit: Edit, to: string, { now, failed }: MoveContext): EditStep {
  const content = now.get(edit.path)
  if (failed.has(edit.path))
    return fail(edit, 'held-back', { reason: 'the file is not moved, since a change of it failed' })
  if (content === undefined) return fail(edit, 'missing-file', { reason: 'there is no such file to move' })
  if (to === edit.path)
    return {
      applied: { edit, path: to, how: 'no-change', line: 1, note: 'it has that path already' },
      file: null,
    }
  if (now.has(to))
    return fail(edit, 'file-exists', { reason: `it is to move to ${to}, where there is a file already` })
  const note = `moved from ${edit.path}`
  return { applied: { edit, path: to, how: 'moved', line: 1, note }, file: content, removes: edit.path }
}
