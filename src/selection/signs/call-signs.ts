import { isUnmeant } from './unmeant-errors.ts'
import type { CallProbe, CallProbes } from '../probes/call-probe.ts'

/** Whether some call of a touched function fails in a line that the patch added, in a way that it did not fail before. */
export function crashesInOwnLines(calls: CallProbes | null, at: number): boolean {
  const base = new Map(calls?.base)
  return (calls?.runs[at] ?? []).some(
    ([call, outcome]) =>
      base.has(call) &&
      base.get(call) !== outcome &&
      outcome.startsWith('raises ') &&
      outcome.endsWith('in a changed line') &&
      isUnmeant(outcome.slice('raises '.length)),
  )
}

/**
 * By patch, how much the others do as it does: over the calls on which patches differ, the share of others that come to the
 * same, a mean; 0 for all where they differ on none. Time and memory grow with calls times patches.
 */
export function agreementOnCalls(calls: CallProbes | null, patches: number): readonly number[] {
  const byCall = new Map<string, (readonly [patch: number, outcome: string])[]>()
  for (const [patch, run] of (calls?.runs ?? []).entries())
    for (const [call, outcome] of run ?? []) {
      const known = byCall.get(call) ?? []
      known.push([patch, outcome])
      byCall.set(call, known)
    }
  const sums = Array.from({ length: patches }, () => ({ share: 0, calls: 0 }))
  for (const outcomes of byCall.values()) {
    const counts = new Map<string, number>()
    for (const [, outcome] of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
    if (counts.size < 2) continue
    for (const [patch, outcome] of outcomes) {
      const sum = sums[patch]
      if (!sum) continue
      sum.share += ((counts.get(outcome) ?? 1) - 1) / (outcomes.length - 1)
      sum.calls += 1
    }
  }
  return sums.map(({ share, calls: seen }) => (seen === 0 ? 0 : share / seen))
}

/** The call that two patches answer differently in the fewest words; null where none is known. */
export function shortestCall(
  one: CallProbe | null | undefined,
  other: CallProbe | null | undefined,
): { readonly call: string; readonly outcomes: readonly [string, string] } | null {
  const second = new Map(other ?? [])
  const differing = (one ?? []).flatMap(([call, outcome]) => {
    const answer = second.get(call)
    return answer === undefined || answer === outcome ? [] : [{ call, outcomes: [outcome, answer] as const }]
  })
  const [shortest] = differing.toSorted((a, b) => lengthOf(a) - lengthOf(b))
  return shortest ?? null
}

function lengthOf({
  call,
  outcomes,
}: {
  readonly call: string
  readonly outcomes: readonly [string, string]
}): number {
  return call.length + outcomes[0].length + outcomes[1].length
}
