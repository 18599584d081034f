import { applyInOrder, fail, type EditStep, type TakeStep } from '../change-set.ts'
import type { ApplyOptions, ApplyResult, Edit, FileContent, Files } from '../edit.ts'
import { decodeText, emptyTextFile, encodeText, toLines, type TextFile } from '../text-file.ts'

/** Puts whole contents in place, in each file's own line ends and encoding. */
export function applyWhole(edits: readonly Edit[], files: Files, options: ApplyOptions = {}): ApplyResult {
  return applyInOrder(edits, options, { files, step: wholeSteps() })
}

/** Each whole content takes the place of what the file holds by then. */
export function wholeSteps(): TakeStep {
  return (edit, now) => replaceWhole(edit, now.get(edit.path))
}

function replaceWhole(edit: Edit, content: FileContent | undefined): EditStep {
  const old = content === undefined ? emptyTextFile : decodeText(content.bytes)
  if (old === null) return fail(edit, 'not-text', { reason: 'its file is not text' })
  const lines = toLines(edit.readings[0].replace)
  const gap = lines.find((line) => isGap(line) && !old.lines.some((own) => own.trim() === line.trim()))
  if (gap !== undefined && old.lines.length > 0) {
    const reason = `a line of it stands for text left out ("${gap.trim().slice(0, 60)}"), so the rest of the file would be lost`
    return fail(edit, 'shrinks', { reason })
  }
  const bytes = encodeText({ ...old, lines: endLines(old, lines) })
  if (bytes === null)
    return fail(edit, 'not-text', { reason: 'its file is not UTF-8 and cannot hold all its characters' })
  const same = content !== undefined && Buffer.compare(bytes, content.bytes) === 0
  const shrinks = old.lines.length >= 10 && lines.length * 2 < old.lines.length
  const notes = [
    edit.note,
    shrinks ? `the file shrinks from ${old.lines.length} to ${lines.length} lines` : undefined,
  ]
  const note = notes.filter((part) => part !== undefined).join('; ')
  const how = same ? 'no-change' : content === undefined ? 'new-file' : 'whole-file'
  return {
    applied: { edit, path: edit.path, how, line: 1, ...(note === '' ? {} : { note }) },
    file: same ? null : { bytes, mode: content?.mode ?? 0o644 },
  }
}

function endLines(old: TextFile, lines: readonly string[]): readonly string[] {
  if (old.lineEnd === '\n') return lines
  return lines.map((line, at) => (old.finalNewline || at < lines.length - 1 ? `${line}\r` : line))
}

/** A comment that says that code was left out. */
function isGap(line: string): boolean {
  return (
    /^\s*(?:#|\/\/|\/\*|<!--|--|;|%)\s*(?:\.{3}|…).*$/.test(line) ||
    /^\s*\.{3}\s*\(?(?:rest|existing|remaining|unchanged|other)\b/i.test(line)
  )
}
