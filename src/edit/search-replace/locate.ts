import type { Edit, FailureKind, MatchKind, Reading } from '../edit.ts'
import { isBlank, replaceLines, toLines } from '../text-file.ts'
import {
  exactRung,
  hasSubstance,
  tolerantRungs,
  type ChosenPlace,
  type Place,
  type SearchedFile,
} from './ladder.ts'
import { findRuns, type LineKeyName, type Run } from './line-search.ts'
import type { Block } from './rewrite.ts'
import { unwrapBlock } from './unwrap.ts'

/** Where an edit belongs in a file, or why nowhere. Line numbers from 1. */
export type Located =
  | { readonly kind: 'place'; readonly place: Place; readonly how: MatchKind; readonly note?: string }
  | { readonly kind: 'nothing-to-do'; readonly how: 'already-applied' | 'no-change'; readonly line: number }
  | {
      readonly kind: 'failed'
      readonly failure: FailureKind
      readonly reason: string
      readonly places: readonly number[]
    }

export interface LocateOptions {
  readonly path: string
  /** How many blocks of the reply, this one included, still ask for the very same change. */
  readonly repeats: number
  /** What the text to find is called; default: its SEARCH text. */
  readonly searched?: string
  /** Picks one of several equal places by what else is known of the edit. */
  readonly choose?: (places: readonly Place[]) => ChosenPlace | null
}

/** Finds the one place of an edit in a file that exists and is not empty. */
export function locateEdit(searched: SearchedFile, edit: Edit, options: LocateOptions): Located {
  const blocks = edit.readings.map(toBlock)
  const filled = blocks.filter((block) => block.search.length > 0)
  const exact = pick(searched, filled, { rung: exactRung, options })
  if (exact !== null) return exact
  const tolerant = firstTolerant(searched, filled, options)
  const done = findApplied(searched, blocks, ['exact'])
  if (done !== null && !isOwnPlace(tolerant, done)) return appliedAt(done)
  if (tolerant !== null) return tolerant
  const almost = findApplied(searched, blocks, ['rightTrimmed', 'trimmed'])
  if (almost !== null) return appliedAt(almost)
  const unwrapped = filled.flatMap((block) => unwrapBlock(block, options.path))
  if (unwrapped.length > 0) {
    const inner =
      pick(searched, unwrapped, { rung: exactRung, options }) ?? firstTolerant(searched, unwrapped, options)
    if (inner?.kind === 'place') return { ...inner, how: 'unwrapped' }
    if (inner !== null) return inner
  }
  const { searched: what = searchText } = options
  return { kind: 'failed', failure: 'not-found', reason: `${what} is not in the file`, places: [] }
}

const searchText = 'its SEARCH text'

function toBlock({ search, replace }: Reading): Block {
  return { search: toLines(search ?? ''), replace: toLines(replace) }
}

function firstTolerant(
  searched: SearchedFile,
  blocks: readonly Block[],
  options: LocateOptions,
): Located | null {
  const solid = blocks.filter((block) => !block.search.every(isBlank))
  for (const rung of tolerantRungs) {
    const found = pick(searched, solid, { rung, options })
    if (found !== null) return found
  }
  return null
}

interface PickContext {
  readonly rung: (typeof tolerantRungs)[number]
  readonly options: LocateOptions
}

/** What one rung says: of several readings that it finds, the one with the longest search is meant. */
function pick(searched: SearchedFile, blocks: readonly Block[], context: PickContext): Located | null {
  const hits = blocks
    .map((block) => ({ block, places: context.rung.find(searched, block) }))
    .filter(({ places }) => places.length > 0)
    .sort((a, b) => b.block.search.length - a.block.search.length)
  const [best] = hits
  return best === undefined ? null : decide(searched, best, context)
}

interface Hit {
  readonly block: Block
  readonly places: readonly Place[]
}

function decide(searched: SearchedFile, { block, places }: Hit, { rung, options }: PickContext): Located {
  const [first] = places
  const { how } = rung
  if (first !== undefined && sameLines(block.search, block.replace))
    return { kind: 'nothing-to-do', how: 'no-change', line: first.start + 1 }
  if (first !== undefined && places.length === 1)
    return insertedBefore(searched, block, first) ?? { kind: 'place', place: first, how }
  if (first !== undefined && giveOneResult(searched, places)) {
    const note = `one of ${places.length} equal places, all of which give the same file`
    return { kind: 'place', place: first, how, note }
  }
  if (first !== undefined && how === 'exact' && options.repeats === places.length && apart(places, block)) {
    const note = `one of ${places.length} equal places, all of which the reply changes alike`
    return { kind: 'place', place: first, how, note }
  }
  const chosen = options.choose?.(places) ?? null
  if (chosen !== null)
    return insertedBefore(searched, block, chosen.place) ?? { kind: 'place', ...chosen, how }
  const numbers = places.map(({ start }) => start + 1)
  const shown = numbers.slice(0, 10).join(', ')
  const reason = `${options.searched ?? searchText} is in the file at several places (lines ${shown}${numbers.length > 10 ? ', …' : ''})`
  return { kind: 'failed', failure: 'ambiguous', reason, places: numbers }
}

function sameLines(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, at) => line === b[at])
}

/** Whether the file comes out the same whichever place is taken, as when one of two equal neighbours goes. */
function giveOneResult({ file }: SearchedFile, places: readonly Place[]): boolean {
  const [first, second, ...more] = places
  if (first === undefined || second === undefined || more.length > 6) return false
  const result = (place: Place): string =>
    replaceLines(file, place.start, { count: place.end - place.start, lines: place.lines }).lines.join('\n')
  // Places that touch are the only ones that can agree, and are quick to tell apart from others.
  if (second.start > first.end) return false
  const wanted = result(first)
  return [second, ...more].every((place) => result(place) === wanted)
}

/** Whether as many blocks as there are places can take them one by one. */
function apart(places: readonly Place[], block: Block): boolean {
  return (
    !isRunIn(block.replace, block.search) &&
    places.every((place, at) => at === 0 || place.start >= (places[at - 1]?.end ?? 0))
  )
}

/** A block that adds lines around its search, where those lines already stand around it: a re-sent block. */
function insertedBefore({ index }: SearchedFile, block: Block, place: Place): Located | null {
  const added = block.replace.length - block.search.length
  if (added <= 0 || !hasSubstance(addedLines(block), 12)) return null
  const around = findRuns(index, block.replace, 'exact').find(
    (run) => run.start <= place.start && place.end <= run.end,
  )
  if (around === undefined || !isRunIn(block.replace, block.search)) return null
  return { kind: 'nothing-to-do', how: 'already-applied', line: around.start + 1 }
}

function addedLines(block: Block): readonly string[] {
  const kept = new Set(block.search)
  return block.replace.filter((line) => !kept.has(line))
}

function isRunIn(lines: readonly string[], part: readonly string[]): boolean {
  return lines.some((_, start) => part.every((line, offset) => lines[start + offset] === line))
}

/** Where the replacement of a block stands although its search does not. */
function findApplied(
  { index }: SearchedFile,
  blocks: readonly Block[],
  keys: readonly LineKeyName[],
): Run | null {
  for (const key of keys) {
    for (const { replace } of blocks) {
      if (replace.length === 0 || !hasSubstance(replace, 6)) continue
      const [only, ...more] = findRuns(index, replace, key)
      if (only !== undefined && (more.length === 0 || (replace.length > 3 && hasSubstance(replace, 60))))
        return only
    }
  }
  return null
}

function appliedAt(run: Run): Located {
  return { kind: 'nothing-to-do', how: 'already-applied', line: run.start + 1 }
}

/** Whether a tolerant match is more than the finished change seen through loose comparison. */
function isOwnPlace(tolerant: Located | null, done: Run): boolean {
  if (tolerant?.kind !== 'place') return false
  return tolerant.place.start < done.start || done.end < tolerant.place.end
}
