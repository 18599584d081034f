import type { TimedEvent } from './attempt-trajectory.ts'

/**
 * Milliseconds of work that the events of an attempt tell of: from the first to the last, without those between the last
 * answer that was kept and the moment when the attempt was gone on with. Null where there is no event.
 */
export function attemptDuration(events: readonly TimedEvent[]): number | null {
  const [first] = events
  const last = events.at(-1)
  if (!first || !last) return null
  const awayMs = events.reduce((sum, { event }) => sum + (event.type === 'resumed' ? event.awayMs : 0), 0)
  return Math.max(0, last.at - first.at - awayMs)
}
