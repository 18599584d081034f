import { fail, type EditStep } from './change-set.ts'
import type { AppliedEdit, Edit, FileContent } from './edit.ts'
import { encodeText, type TextFile } from './text-file.ts'

export interface WrittenText {
  readonly file: TextFile
  readonly how: AppliedEdit['how']
  readonly line: number
  readonly note?: string
}

/** A step that leaves a text at the edit's path, or fails where the file's encoding cannot hold it. */
export function writeText(
  edit: Edit,
  content: FileContent | null,
  { file, ...applied }: WrittenText,
): EditStep {
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
