import type { MatchKind } from '../edit.ts'
import { bareLine, isBlank, type TextFile } from '../text-file.ts'
import { findFilledRuns, findRuns, type LineIndex } from './line-search.ts'
import { findRewrapped } from './rewrapped.ts'
import { rewriteRun, type Block, type RewriteOptions } from './rewrite.ts'
import { inMarksOfPlace } from './typography.ts'

/** A place for a block and what would stand there; lines from 0, `end` is one past the last. */
export interface Place {
  readonly start: number
  readonly end: number
  readonly lines: readonly string[]
}

/** One of several equal places, with the reason why it is meant. */
export interface ChosenPlace {
  readonly place: Place
  readonly note: string
}

export interface SearchedFile {
  readonly file: TextFile
  readonly index: LineIndex
}

export interface Rung {
  readonly how: MatchKind
  readonly find: (searched: SearchedFile, block: Block) => readonly Place[]
}

/** Ways to find a block, from sure to bold. The first that finds anything decides. */
export const exactRung: Rung = {
  how: 'exact',
  find: (searched, block) =>
    placesOf(searched, block, { filled: false, key: 'exact', reindent: false, uneven: false }),
}

export const tolerantRungs: readonly Rung[] = [
  {
    how: 'trailing-space',
    find: (searched, block) =>
      placesOf(searched, block, { filled: false, key: 'rightTrimmed', reindent: false, uneven: false }),
  },
  {
    how: 'indent',
    find: (searched, block) =>
      placesOf(searched, block, { filled: false, key: 'trimmed', reindent: true, uneven: false }),
  },
  {
    how: 'blank-lines',
    find: (searched, block) =>
      placesOf(searched, block, { filled: true, key: 'trimmed', reindent: true, uneven: false }),
  },
  {
    how: 'spacing',
    find: (searched, block) =>
      hasSubstance(block.search)
        ? placesOf(searched, block, { filled: true, key: 'spaceless', reindent: true, uneven: true })
        : [],
  },
  {
    how: 'typography',
    find: (searched, block) => (hasSubstance(block.search, 4) ? findTypeset(searched, block) : []),
  },
  {
    how: 'line-breaks',
    find: (searched, block) => (hasSubstance(block.search, 12) ? findRewrapped(searched, block) : []),
  },
  { how: 'elision', find: findElided },
  { how: 'partial-line', find: findPartialLine },
]

interface RunOptions extends Omit<RewriteOptions, 'verbatim'> {
  readonly filled: boolean
  readonly key: 'exact' | 'rightTrimmed' | 'trimmed' | 'spaceless'
}

function placesOf({ file, index }: SearchedFile, block: Block, options: RunOptions): readonly Place[] {
  const runs = (options.filled ? findFilledRuns : findRuns)(index, block.search, options.key)
  return runs.flatMap((run) => {
    const lines = rewriteRun({ file, block }, run, { ...options, verbatim: options.key === 'exact' })
    return lines === null ? [] : [{ start: run.start, end: run.end, lines }]
  })
}

/** The same text in other quotation marks, dashes or spaces; the file keeps its own. */
function findTypeset({ file, index }: SearchedFile, block: Block): readonly Place[] {
  return findFilledRuns(index, block.search, 'plain').flatMap((run) => {
    const options = { reindent: true, uneven: false, verbatim: false }
    const lines = rewriteRun({ file, block: inMarksOfPlace(block, run, file.lines) }, run, options)
    return lines === null ? [] : [{ start: run.start, end: run.end, lines }]
  })
}

/** Text long enough that finding it by chance is out of the question. */
export function hasSubstance(lines: readonly string[], letters = 10): boolean {
  return lines.join('').replaceAll(/[^\p{L}\p{N}]/gu, '').length >= letters
}

const elision = /^\s*(?:#|\/\/)?\s*(?:\.\.\.|…)\s*$/

/**
 * A search with lines of dots that stand for lines left out, and the same in the replacement. Every piece between
 * them must have one place only, and the pieces must come in order. What was left out stays.
 */
function findElided(searched: SearchedFile, block: Block): readonly Place[] {
  const search = splitAt(block.search)
  const replace = splitAt(block.replace)
  if (search.length < 2 || search.length !== replace.length) return []
  const places: Place[] = []
  for (const [at, piece] of search.entries()) {
    const next = replace[at] ?? []
    if (piece.every(isBlank)) {
      if (next.every(isBlank)) continue
      return []
    }
    const place = onlyPlace(searched, { search: piece, replace: next })
    if (place === null || place.start < (places.at(-1)?.end ?? 0)) return []
    places.push(place)
  }
  const [first] = places
  const last = places.at(-1)
  if (first === undefined || last === undefined) return []
  const lines = places.flatMap((place, at) => [
    ...searched.file.lines.slice(places[at - 1]?.end ?? place.start, place.start),
    ...place.lines,
  ])
  return [{ start: first.start, end: last.end, lines }]
}

function onlyPlace(searched: SearchedFile, block: Block): Place | null {
  for (const rung of [exactRung, ...tolerantRungs.slice(0, 3)]) {
    const places = rung.find(searched, block)
    if (places.length > 0) return places.length === 1 ? (places[0] ?? null) : null
  }
  return null
}

function splitAt(lines: readonly string[]): readonly (readonly string[])[] {
  const pieces: string[][] = [[]]
  for (const line of lines) {
    if (elision.test(line)) pieces.push([])
    else pieces.at(-1)?.push(line)
  }
  return pieces
}

/** One line for one line, where the search is whole words within a line and stands nowhere else in the file. */
function findPartialLine({ file, index }: SearchedFile, block: Block): readonly Place[] {
  const search = block.search.filter((line) => !isBlank(line))
  const replace = block.replace.filter((line) => !isBlank(line))
  const wanted = search[0]?.trim() ?? ''
  const next = replace[0]?.trim() ?? ''
  if (search.length !== 1 || replace.length !== 1 || !hasSubstance(search, 4)) return []
  if (!index.text().includes(wanted)) return []
  const hits = file.lines.flatMap((line, at) => (line.includes(wanted) ? [{ line, at }] : []))
  const [hit] = hits
  if (hit === undefined) return []
  if (hits.length > 1) return hits.map(({ at }) => ({ start: at, end: at + 1, lines: [] }))
  const column = hit.line.indexOf(wanted)
  const end = column + wanted.length
  if (hit.line.includes(wanted, column + 1)) return []
  if (cutsWord(hit.line, column) || cutsWord(hit.line, end)) return []
  const line = hit.line.slice(0, column) + next + hit.line.slice(end)
  return [{ start: hit.at, end: hit.at + 1, lines: [line] }]
}

function cutsWord(line: string, at: number): boolean {
  return /[\w$]/.test(line[at - 1] ?? '') && /[\w$]/.test(bareLine(line)[at] ?? '')
}
