import type { AttemptSummary } from './attempt-summary.ts'

/** Places of attempts by instance, in order. */
export function placesByInstance(
  attempts: readonly AttemptSummary[],
): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>()
  for (const [at, { instanceId }] of attempts.entries()) {
    const own = places.get(instanceId)
    if (own) own.push(at)
    else places.set(instanceId, [at])
  }
  return places
}
