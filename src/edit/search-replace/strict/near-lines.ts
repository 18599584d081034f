import type { NearMiss } from '../../edit.ts'
import { bareLine } from '../../text-file.ts'
import { findAll } from '../line-search.ts'
import { areSimilar, similarityOf, toProfile, type ProfiledText } from './similarity.ts'

export interface NearLines {
  readonly kind: 'differs-in-spaces' | 'resembles'
  /** Best first, never empty. */
  readonly places: readonly [NearMiss, ...NearMiss[]]
}

/**
 * Places of a file that a search may have meant: those that differ from it in spaces only, else those where at least
 * half of the lines are alike. Unlike the original, which names every place there is, it names ten.
 */
export function findNearLines(
  path: string,
  fileLines: readonly string[],
  search: readonly string[],
): NearLines | null {
  const lines = fileLines.map(bareLine)
  const toMiss = (start: number, similarity: number): NearMiss => ({
    path,
    line: start + 1,
    endLine: start + search.length,
    text: lines.slice(start, start + search.length).join('\n'),
    similarity,
  })
  const spaced = findAll(lines.map(withoutSpaces), search.map(withoutSpaces)).map((start) => toMiss(start, 1))
  const inSpaces = some(spaced)
  if (inSpaces) return { kind: 'differs-in-spaces', places: inSpaces }
  const alike = findAlike(lines, search).map(({ start, mean }) => toMiss(start, mean))
  const resembling = some(alike)
  return resembling ? { kind: 'resembles', places: resembling } : null
}

const maxPlaces = 10
const leastAlike = 0.8
/** Above so many comparisons of lines, looking for what resembles takes longer than it is worth. */
const maxComparisons = 2_000_000

/** Only spaces: a tab is not taken for them. */
function withoutSpaces(line: string): string {
  return line.replaceAll(' ', '')
}

function some(places: readonly NearMiss[]): readonly [NearMiss, ...NearMiss[]] | null {
  const [first, ...more] = places.slice(0, maxPlaces)
  return first ? [first, ...more] : null
}

interface AlikeLines {
  readonly start: number
  readonly mean: number
}

/** Windows as long as the search, of which half of the lines are alike to its own, those with the best mean first. */
function findAlike(lines: readonly string[], search: readonly string[]): readonly AlikeLines[] {
  const windows = lines.length - search.length + 1
  if (windows <= 0 || windows * search.length > maxComparisons) return []
  const profiles = lines.map(toProfile)
  const wanted = search.map(toProfile)
  const found: AlikeLines[] = []
  for (let start = 0; start < windows; start += 1) {
    if (!isHalfAlike(profiles, wanted, start)) continue
    const likenesses = search.map((line, at) => similarityOf(line, lines[start + at] ?? ''))
    found.push({ start, mean: likenesses.reduce((sum, likeness) => sum + likeness, 0) / search.length })
  }
  return found.sort((a, b) => b.mean - a.mean || a.start - b.start)
}

/** Stops as soon as too many lines differ. */
function isHalfAlike(
  lines: readonly ProfiledText[],
  wanted: readonly ProfiledText[],
  start: number,
): boolean {
  let different = 0
  return wanted.every((line, at) => {
    const other = lines[start + at]
    if (other === undefined || !areSimilar(line, other, leastAlike)) different += 1
    return different * 2 <= wanted.length
  })
}
