import type { RunEvent } from '../../domain/index.ts'
import type { TimedEvent } from './attempt-trajectory.ts'

/** Events of a run's attempts, in their order. Of an attempt that was begun anew in another sandbox, the events since then. */
export function eventsByAttempt(
  events: readonly RunEvent[],
): readonly (readonly [number, readonly TimedEvent[]])[] {
  const byIndex = new Map<number, TimedEvent[]>()
  for (const one of events) {
    if (one.type !== 'attempt') continue
    const { attemptIndex, at, event } = one
    if (event.type === 'attempt-start') byIndex.set(attemptIndex, [])
    byIndex.get(attemptIndex)?.push({ at, event })
  }
  return [...byIndex].toSorted(([a], [b]) => a - b)
}
