import type { CallProbe, CallProbes } from '../probes/call-probe.ts'

/** What calls of touched functions say of a patch. */
export interface CallSigns {
  /** 1 where some call fails in a line that the patch added, in a way that it did not fail before. */
  readonly crashes: number
  /** Share of the calls that come to something else than on the base. */
  readonly moves: number
  /** 1 where no call tells it from the base. */
  readonly still: number
  /** Share of the other patches that agree, among the calls that some patch changes. */
  readonly sameCalls: number
}

const none: CallSigns = { crashes: 0, moves: 0, still: 0, sameCalls: 0 }

export function callSigns(calls: CallProbes | null, at: number): CallSigns {
  const own = calls?.runs[at]
  if (!calls || !own) return none
  const base = new Map(calls.base)
  const outcomes = own.filter(([call]) => base.has(call))
  const moved = outcomes.filter(([call, outcome]) => base.get(call) !== outcome)
  const failing = moved.filter(([, outcome]) => nonsense.test(outcome))
  return {
    crashes: failing.length > 0 ? 1 : 0,
    moves: outcomes.length === 0 ? 0 : moved.length / outcomes.length,
    still: moved.length === 0 ? 1 : 0,
    sameCalls: agreement(calls, at),
  }
}

/** Errors that nobody means to raise. */
const nonsense =
  /^raises (?:TypeError|AttributeError|NameError|UnboundLocalError|IndexError|KeyError|RecursionError)\b.*in a changed line$/s

function agreement({ base, runs }: CallProbes, at: number): number {
  const known = new Map(base)
  const maps = runs.map((run) => new Map(run ?? []))
  const contested = [...known.keys()].filter((call) =>
    maps.some((outcomes) => outcomes.has(call) && outcomes.get(call) !== known.get(call)),
  )
  if (contested.length === 0) return 0
  const shares = maps.flatMap((other, index) => {
    if (index === at) return []
    const same = contested.filter((call) => other.get(call) === maps[at]?.get(call)).length
    return [same / contested.length]
  })
  return shares.length === 0 ? 0 : shares.reduce((sum, share) => sum + share, 0) / shares.length
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
