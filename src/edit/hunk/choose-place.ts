import type { ChosenPlace, Place } from '../search-replace/ladder.ts'
import { isBlank } from '../text-file.ts'
import type { Hunk } from './hunk.ts'
import { findScopes } from './scope.ts'

export interface PlaceContext {
  readonly lines: readonly string[]
  /** Line, from 0, behind the hunk before it in the same file. */
  readonly after: number
}

/**
 * The one of several equal places that a hunk means, by what it says besides its lines: that it ends the file, the lines
 * it stands under, its line number where that is clearly nearer to one, and that hunks come in order. Null when none of
 * this settles it.
 */
export function choosePlace(hunk: Hunk, places: readonly Place[], context: PlaceContext): ChosenPlace | null {
  let left = places
  for (const [narrow, by] of hints) {
    const next = narrow(hunk, left, context)
    const [only] = next
    if (only !== undefined && next.length === 1)
      return { place: only, note: `one of ${places.length} equal places, chosen by ${by}` }
    if (next.length > 0) left = next
  }
  return null
}

type Narrow = (hunk: Hunk, places: readonly Place[], context: PlaceContext) => readonly Place[]

const hints: readonly (readonly [Narrow, string])[] = [
  [byEnd, 'the end of the file'],
  [byScope, 'the lines that it stands under'],
  [byLine, 'its line number'],
  [byOrder, 'the hunk before it'],
]

function byEnd({ atEnd }: Hunk, places: readonly Place[], { lines }: PlaceContext): readonly Place[] {
  return atEnd ? places.filter(({ end }) => lines.slice(end).every(isBlank)) : places
}

function byScope({ scopes }: Hunk, places: readonly Place[], { lines }: PlaceContext): readonly Place[] {
  if (scopes.length === 0) return places
  const blocks = findScopes(lines, scopes)
  return places.filter((place) => blocks.some(({ start, end }) => place.end > start && place.start < end))
}

function byLine({ startLine }: Hunk, places: readonly Place[]): readonly Place[] {
  if (startLine === null) return places
  const far = places
    .map((place) => ({ place, distance: Math.abs(place.start + 1 - startLine) }))
    .sort((a, b) => a.distance - b.distance)
  const [nearest, next] = far
  if (nearest === undefined || next === undefined) return places
  // Models count lines badly, so a number only decides between places that are far from each other.
  return nearest.distance < next.distance && nearest.distance * 3 <= next.distance ? [nearest.place] : places
}

function byOrder(_hunk: Hunk, places: readonly Place[], { after }: PlaceContext): readonly Place[] {
  return after === 0 ? places : places.filter(({ start }) => start >= after)
}
