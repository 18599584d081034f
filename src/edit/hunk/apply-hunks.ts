import { applyInOrder, fail, type EditStep, type TakeStep } from '../change-set.ts'
import type { ApplyOptions, ApplyResult, Edit, FileContent, Files } from '../edit.ts'
import { maxNearMisses } from '../nearest-text.ts'
import { createFileReader } from '../search-replace/file-reader.ts'
import { changeFile } from './change-file.ts'
import { createFile, deleteFile, moveFile } from './file-actions.ts'
import type { Hunk } from './hunk.ts'

/** Applies hunks in order, and what their reply says of whole files: new ones, deleted ones, moved ones. */
export function applyHunks(edits: readonly Edit[], files: Files, options: ApplyOptions = {}): ApplyResult {
  return applyInOrder(edits, options, { files, step: hunkSteps(edits, options) })
}

/** What each of the edits does to the files as those before it left them. */
export function hunkSteps(_edits: readonly Edit[], options: ApplyOptions = {}): TakeStep {
  const context = {
    reader: createFileReader(),
    chatFiles: options.chatFiles ?? [],
    nearMisses: { left: maxNearMisses },
    searches: { left: maxSearches },
  }
  const failed = new Set<string>()
  const ends = new Map<string, number>()
  return (edit, now) => {
    const result = takeEdit(edit, { ...context, now, failed, after: ends.get(edit.path) ?? 0 })
    if ('failed' in result) failed.add(edit.path)
    else if (edit.hunk !== undefined) ends.set(edit.path, endOf(result.applied.line, edit.hunk))
    return result
  }
}

/** A reply whose hunks are all wrong must not cost more than a few seconds. */
const maxSearches = 400

type HunkContext = Parameters<typeof changeFile>[2] & { readonly failed: ReadonlySet<string> }

function takeEdit(edit: Edit, context: HunkContext): EditStep {
  const content = context.now.get(edit.path)
  const { action } = edit
  if (action?.kind === 'create') return createFile(edit, content)
  if (action?.kind === 'delete') return deleteFile(edit, content, context)
  if (action?.kind === 'move') return moveFile(edit, action.to, context)
  return changeOrCreate(edit, content, context)
}

function changeOrCreate(edit: Edit, content: FileContent | undefined, context: HunkContext): EditStep {
  if (content !== undefined) return changeFile(edit, content, context)
  const onlyAdds = edit.readings[0].search === ''
  return onlyAdds
    ? createFile(edit, content)
    : fail(edit, 'missing-file', { reason: 'there is no such file' })
}

/** Line, from 0, behind the new text of a hunk. */
function endOf(firstLine: number, { lines }: Hunk): number {
  return firstLine - 1 + lines.filter(({ mark }) => mark !== '-').length
}
