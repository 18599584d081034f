import { bareLine, encodeText, replaceLines, type TextFile } from '../../../../edit/index.ts'
import type { LineRange } from '../../../context/spans/cut-run.ts'

export type Replacing =
  | {
      readonly kind: 'file'
      readonly file: TextFile
      /** As they were counted before. */
      readonly replaced: LineRange
      /** How many took their place. */
      readonly by: number
    }
  | { readonly kind: 'again'; readonly reason: string }

/** A file with other lines in the place of some, with its own line ends and as far indented as what they replace. */
export function replaceRange(file: TextFile, { start, end }: LineRange, lines: readonly string[]): Replacing {
  const old = file.lines.slice(start - 1, end).map(bareLine)
  const indented = indentLike(trimLike(lines, old), old)
  if (indented.join('\n') === old.join('\n'))
    return { kind: 'again', reason: 'it leaves the lines as they are' }
  const ended = file.lineEnd === '\r\n' ? indented.map((line) => `${line}\r`) : indented
  const count = old.length + (lines.length === 0 ? emptyBehind(file, end) : 0)
  const edited = replaceLines(file, start - 1, { count, lines: ended })
  if (encodeText(edited) === null)
    return { kind: 'again', reason: 'it holds characters that the encoding of the file has no place for' }
  return { kind: 'file', file: edited, replaced: { start, end: start + count - 1 }, by: indented.length }
}

/** Empty lines behind a line: they go with what is removed. */
function emptyBehind({ lines }: TextFile, line: number): number {
  const next = lines.slice(line).findIndex((text) => text.trim() !== '')
  return next < 0 ? 0 : next
}

/** Without empty lines at the ends, where what they replace had none. */
function trimLike(lines: readonly string[], old: readonly string[]): readonly string[] {
  const isEmpty = (line: string | undefined): boolean => line?.trim() === ''
  const from = isEmpty(old[0])
    ? 0
    : Math.max(
        0,
        lines.findIndex((line) => !isEmpty(line)),
      )
  const to = isEmpty(old.at(-1)) ? lines.length : lines.findLastIndex((line) => !isEmpty(line)) + 1
  return lines.slice(from, to)
}

/** Lines whose first one lost its indentation get it back, all by the same. */
function indentLike(lines: readonly string[], old: readonly string[]): readonly string[] {
  const wanted = indentOf(old)
  const given = indentOf(lines)
  if (!wanted.startsWith(given)) return lines
  const missing = wanted.slice(given.length)
  return lines.map((line) => (line.trim() === '' ? line : missing + line))
}

function indentOf(lines: readonly string[]): string {
  const first = lines.find((line) => line.trim() !== '') ?? ''
  return first.slice(0, first.length - first.trimStart().length)
}
