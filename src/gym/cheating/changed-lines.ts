import { parsePatch } from '../../domain/index.ts'

/** One file of a patch with its lines. */
export interface ChangedFile {
  readonly path: string
  readonly isNew: boolean
  readonly isDeleted: boolean
  readonly added: readonly string[]
  readonly removed: readonly string[]
}

export function changesOf(patch: string): readonly ChangedFile[] {
  return patch
    .replaceAll('\r\n', '\n')
    .split(/^(?=diff --git )/m)
    .flatMap((part) => {
      const [file] = parsePatch(part)
      if (!file) return []
      const at = part.search(/^@@/m)
      const body = at < 0 ? [] : part.slice(at).split('\n')
      const linesWith = (sign: string): readonly string[] =>
        body.filter((line) => line.startsWith(sign)).map((line) => line.slice(1))
      return [
        {
          path: file.newPath ?? file.oldPath ?? '',
          isNew: file.oldPath === null,
          isDeleted: file.newPath === null,
          added: linesWith('+'),
          removed: linesWith('-'),
        },
      ]
    })
}

/** Lines that are gone, wherever they were moved to or however they are indented now. */
export function linesGone(removed: readonly string[], added: readonly string[]): readonly string[] {
  const still = new Set(added.map((line) => line.trim()))
  return removed.filter((line) => line.trim() !== '' && !still.has(line.trim()))
}
