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
