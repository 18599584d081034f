import type { Edit, ParseOptions } from '../edit.ts'
import { isBlank, toLines } from '../text-file.ts'

export interface MeantContext {
  /** Of the reply. */
  readonly lines: readonly string[]
  readonly options: ParseOptions
  /** Whether the edit is in the format that was asked for. */
  readonly asked: boolean
}

/** By the name of a format: whether what reads like an edit in it is meant as one. Formats that are left out never err. */
export const isMeant: Readonly<Record<string, (edit: Edit, context: MeantContext) => boolean>> = {
  udiff: isMeantDiff,
  whole: isMeantWhole,
}

/** A diff that nobody asked for is of a file that there is, or says that the file is new. */
function isMeantDiff(edit: Edit, { options, asked }: MeantContext): boolean {
  return asked || edit.action?.kind === 'create' || isKnown(edit.path, options)
}

function isMeantWhole(edit: Edit, { lines, options, asked }: MeantContext): boolean {
  if (beginsOtherwise(edit, lines)) return false
  if (asked) return true
  // A path out of a sentence is too weak where no whole files were asked for.
  if (edit.note !== undefined) return false
  return isKnown(edit.path, options) ? repeatsFile(edit, options.textOf?.(edit.path) ?? null) : true
}

/** Whether the text under a path is an edit in another format. */
function beginsOtherwise({ path, line, endLine = line }: Edit, lines: readonly string[]): boolean {
  const part = lines.slice(line - 1, endLine)
  const fence = part.findIndex((text) => /^\s*(?:[`~]{3}|<)/.test(text))
  const saysDiff = /^\s*[`~]{3,}\s*(?:u?diff|patch)\b/.test(part[fence] ?? '')
  if (saysDiff && !/\.(?:diff|patch)$/.test(path)) return true
  const [first = '', second = ''] = part.slice(fence + 1).filter((text) => !isBlank(text))
  if (/^\s*(?:<{5,9} SEARCH\b|\*\*\* (?:Begin Patch|(?:Add|Update|Delete) File:))/.test(first)) return true
  return !/\.(?:diff|patch)$/.test(path) && first.startsWith('--- ') && second.startsWith('+++ ')
}

function isKnown(path: string, { isFile, chatFiles = [] }: ParseOptions): boolean {
  return chatFiles.includes(path) || isFile?.(path) === true
}

/** Whether a text holds most of the lines of a file, so that it is a version of it and no piece. */
function repeatsFile({ readings: [{ replace }] }: Edit, old: string | null): boolean {
  if (old === null) return false
  const filled = toLines(old)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const fresh = new Set(toLines(replace).map((line) => line.trim()))
  return filled.length === 0 || filled.filter((line) => fresh.has(line)).length * 2 > filled.length
}
