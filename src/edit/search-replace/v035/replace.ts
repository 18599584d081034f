import { splitLines } from './split-lines.ts'

/** A search text set in place, or null where it has none. */
export interface Replaced {
  readonly text: string
  readonly how: 'exact' | 'indent' | 'elision'
  /** From 0. */
  readonly line: number
}

/** First place of `search` in `whole`, exact, then shifted as a whole, then without a blank first line, then elided. */
export function replaceFirst(whole: string, search: string, replace: string): Replaced | null {
  const wholeLines = splitLines(ensureNewline(whole))
  const searchLines = splitLines(ensureNewline(search))
  const replaceLines = splitLines(ensureNewline(replace))
  const found = replaceRun(wholeLines, searchLines, replaceLines)
  if (found !== null) return found
  if (searchLines.length > 2 && isBlank(searchLines[0] ?? '')) {
    const again = replaceRun(wholeLines, searchLines.slice(1), replaceLines)
    if (again !== null) return again
  }
  return replaceElided(ensureNewline(whole), ensureNewline(search), ensureNewline(replace))
}

function replaceRun(whole: readonly string[], search: readonly string[], replace: readonly string[]) {
  const exact = findRun(whole, search)
  const replaced =
    exact < 0
      ? replaceShifted(whole, search, replace)
      : splice(whole, { at: exact, count: search.length }, replace)
  // An empty result counted as no match in this version.
  if (replaced === null || replaced.text === '') return null
  return { ...replaced, how: exact < 0 ? ('indent' as const) : ('exact' as const) }
}

function findRun(whole: readonly string[], search: readonly string[]): number {
  for (let at = 0; at + search.length <= whole.length; at += 1) {
    if (search.every((line, index) => whole[at + index] === line)) return at
  }
  return -1
}

function replaceShifted(whole: readonly string[], search: readonly string[], replace: readonly string[]) {
  const indents = [...search, ...replace].filter((line) => !isBlank(line)).map(indentOf)
  const common = indents.length === 0 ? 0 : indents.reduce((a, b) => Math.min(a, b))
  const outdent = (line: string): string => (isBlank(line) ? line : line.slice(common))
  const wanted = search.map(outdent)
  for (let at = 0; at + wanted.length <= whole.length; at += 1) {
    const prefix = addedPrefix(whole.slice(at, at + wanted.length), wanted)
    if (prefix === null) continue
    const shifted = replace.map(outdent).map((line) => (isBlank(line) ? line : prefix + line))
    return splice(whole, { at, count: wanted.length }, shifted)
  }
  return null
}

function addedPrefix(window: readonly string[], wanted: readonly string[]): string | null {
  if (!window.every((line, index) => trimStart(line) === trimStart(wanted[index] ?? ''))) return null
  const prefixes = new Set<string>()
  window.forEach((line, index) => {
    // A negative end counts from the right, as slices did in this version.
    if (!isBlank(line)) prefixes.add(line.slice(0, line.length - (wanted[index] ?? '').length))
  })
  const [only] = prefixes
  return prefixes.size === 1 && only !== undefined ? only : null
}

function replaceElided(whole: string, search: string, replace: string): Replaced | null {
  const searchPieces = search.split(elision)
  const replacePieces = replace.split(elision)
  if (searchPieces.length !== replacePieces.length || searchPieces.length === 1) return null
  let text = whole
  for (const [index, piece] of searchPieces.entries()) {
    const next = replacePieces[index] ?? ''
    if (index % 2 === 1) {
      if (piece !== next) return null
    } else if (piece === '') text += next
    else {
      const at = text.indexOf(piece)
      if (at < 0 || text.includes(piece, at + piece.length)) return null
      text = text.slice(0, at) + next + text.slice(at + piece.length)
    }
  }
  return text === '' ? null : { text, how: 'elision', line: 0 }
}

const elision = /(^\s*\.\.\.\n)/m

function splice(
  whole: readonly string[],
  { at, count }: { readonly at: number; readonly count: number },
  lines: readonly string[],
) {
  return { text: [...whole.slice(0, at), ...lines, ...whole.slice(at + count)].join(''), line: at }
}

function ensureNewline(text: string): string {
  return text !== '' && !text.endsWith('\n') ? `${text}\n` : text
}

function isBlank(line: string): boolean {
  return line.trim() === ''
}

function trimStart(line: string): string {
  return line.trimStart()
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length
}
