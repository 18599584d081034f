import type { RunEvent } from '../../domain/index.ts'

interface Pause {
  readonly from: number
  readonly to: number
}

/** Takes the moments of a run to those of one that was never stopped: what lies in a pause of all attempts, to its end. */
export function workingTime(events: readonly RunEvent[]): (at: number) => number {
  const pauses = pausesOf(events)
  return (at) =>
    at - pauses.reduce((sum, { from, to }) => sum + Math.max(0, Math.min(at, to) - Math.min(at, from)), 0)
}

/** Attempts side by side are stopped at once, and each says since when nothing is left of it: the last of these counts. */
function pausesOf(events: readonly RunEvent[]): readonly Pause[] {
  const pauses: Pause[] = []
  const found = events
    .flatMap((event): readonly Pause[] =>
      event.type === 'attempt' && event.event.type === 'resumed'
        ? [{ from: event.at - event.event.awayMs, to: event.at }]
        : [],
    )
    .toSorted((a, b) => a.from - b.from)
  for (const pause of found) {
    const last = pauses.at(-1)
    if (last && pause.from < last.to)
      pauses[pauses.length - 1] = { from: pause.from, to: Math.min(last.to, pause.to) }
    else pauses.push(pause)
  }
  return pauses
}
