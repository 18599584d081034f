import {
  exactRung,
  hasSubstance,
  tolerantRungs,
  type Place,
  type SearchedFile,
} from '../search-replace/ladder.ts'
import { lineKeys } from '../search-replace/line-search.ts'
import { isBlank } from '../text-file.ts'
import { hunkReadings } from './hunk-readings.ts'
import type { Hunk, HunkLine } from './hunk.ts'

/** How many searches of a file all hunks of a reply may still cost; each is linear in the file. */
export interface SearchBudget {
  left: number
}

/**
 * A place for a hunk whose kept lines are partly wrong: each of its changes is looked for by itself, with ever fewer of
 * the lines around it, and all must be found, once each and in order. Null where that fails, or where so many lines of
 * the hunk are unknown to the file that it was written for another.
 */
export function findSplit(searched: SearchedFile, hunk: Hunk, budget: SearchBudget): Place | null {
  if (!isMostlyKnown(searched, hunk)) return null
  const places: Place[] = []
  for (const change of splitChanges(hunk.lines)) {
    const place = findChange(searched, change, { from: places.at(-1)?.end ?? 0, budget })
    if (place === null) return null
    places.push(place)
  }
  const [first] = places
  const last = places.at(-1)
  if (first === undefined || last === undefined) return null
  const lines = places.flatMap((place, at) => [
    ...searched.file.lines.slice(places[at - 1]?.end ?? place.start, place.start),
    ...place.lines,
  ])
  return { start: first.start, end: last.end, lines }
}

function isMostlyKnown({ index }: SearchedFile, { lines }: Hunk): boolean {
  const old = lines.filter(({ mark, text }) => mark !== '+' && !isBlank(text))
  const known = old.filter(({ text }) => index.has('spaceless', lineKeys.spaceless(text)))
  return old.length > 0 && known.length * 2 >= old.length
}

/** A run of removed and added lines with the kept lines on both sides of it. */
interface Change {
  readonly before: readonly HunkLine[]
  readonly changed: readonly HunkLine[]
  readonly after: readonly HunkLine[]
}

function splitChanges(lines: readonly HunkLine[]): readonly Change[] {
  const runs: { readonly kept: boolean; readonly lines: HunkLine[] }[] = []
  for (const line of lines) {
    const kept = line.mark === ' '
    const run = runs.at(-1)
    if (run?.kept === kept) run.lines.push(line)
    else runs.push({ kept, lines: [line] })
  }
  return runs.flatMap((run, at) =>
    run.kept
      ? []
      : [{ before: runs[at - 1]?.lines ?? [], changed: run.lines, after: runs[at + 1]?.lines ?? [] }],
  )
}

interface ChangeSearch {
  readonly from: number
  readonly budget: SearchBudget
}

function findChange(searched: SearchedFile, change: Change, search: ChangeSearch): Place | null {
  for (const lines of lessAndLessContext(change)) {
    const old = lines.filter(({ mark }) => mark !== '+').map(({ text }) => text)
    if (!hasSubstance(old, 6)) continue
    if (losesNewLine(searched, change, lines)) continue
    const place = findOnce(searched, lines, search)
    if (place !== null) return place
  }
  return null
}

/** Farther kept lines are of no use where nearer ones are wrong. */
const maxContext = 6

function lessAndLessContext({ before, changed, after }: Change): readonly (readonly HunkLine[])[] {
  const above = Math.min(before.length, maxContext)
  const below = Math.min(after.length, maxContext)
  const tries: (readonly HunkLine[])[] = [[...before, ...changed, ...after]]
  for (let left = above + below; left >= 0; left -= 1)
    for (let up = Math.min(above, left); up >= Math.max(0, left - below); up -= 1)
      tries.push([...before.slice(before.length - up), ...changed, ...after.slice(0, left - up)])
  return tries
}

/**
 * Whether leaving out a kept line right behind added ones might lose code: one that the file does not have may be a new
 * line without its mark, or a wrong memory of an old one.
 */
function losesNewLine(
  { index }: SearchedFile,
  { changed, after }: Change,
  lines: readonly HunkLine[],
): boolean {
  const [next] = after
  if (changed.at(-1)?.mark !== '+' || next === undefined || lines.at(-1)?.mark === ' ') return false
  return !isBlank(next.text) && !index.has('spaceless', lineKeys.spaceless(next.text))
}

function findOnce(
  searched: SearchedFile,
  lines: readonly HunkLine[],
  { from, budget }: ChangeSearch,
): Place | null {
  for (const { search, replace } of hunkReadings(lines)) {
    const block = {
      search: (search ?? '').split('\n').slice(0, -1),
      replace: replace.split('\n').slice(0, -1),
    }
    for (const rung of [exactRung, ...tolerantRungs.slice(0, 3)]) {
      if (budget.left <= 0) return null
      if (!block.search.every((line) => searched.index.has('trimmed', lineKeys.trimmed(line)))) break
      budget.left -= 1
      const places = rung.find(searched, block)
      const narrow = places.map((place) => withoutKept(searched, place)).filter(({ start }) => start >= from)
      if (narrow.length > 1) return null
      if (narrow[0] !== undefined) return narrow[0]
    }
  }
  return null
}

/** The part of a place that changes, so that neighbours which share kept lines do not overlap. */
function withoutKept({ file }: SearchedFile, { start, end, lines }: Place): Place {
  const most = Math.min(end - start, lines.length)
  let head = 0
  while (head < most && lines[head] === file.lines[start + head]) head += 1
  let tail = 0
  while (tail < most - head && lines[lines.length - 1 - tail] === file.lines[end - 1 - tail]) tail += 1
  return { start: start + head, end: end - tail, lines: lines.slice(head, lines.length - tail) }
}
