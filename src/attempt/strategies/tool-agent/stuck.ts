/** What a stuck attempt is told by, oldest first. */
export type Trace =
  /** Equal texts stand for the same action, and for the same answer. */
  | { readonly kind: 'step'; readonly action: string; readonly observation: string; readonly failed: boolean }
  /** A reply that called no tool. */
  | { readonly kind: 'message'; readonly text: string }
  /** The conversation had to be shortened. */
  | { readonly kind: 'condensed' }

/** Why an attempt goes in circles; null when it does not. Where a number stands, so many in a row are needed. */
export function findStuck(traces: readonly Trace[]): string | null {
  const last = traces.slice(-mostLookedAt)
  return rules.find(({ holds }) => holds(last))?.reason ?? null
}

/** More than any rule needs, with shortenings between. */
const mostLookedAt = 60

interface StuckRule {
  readonly reason: string
  readonly holds: (traces: readonly Trace[]) => boolean
}

const rules: readonly StuckRule[] = [
  {
    reason: 'the last four actions and what came of them are the same',
    holds: (traces) => sameSteps(traces, 4, 1),
  },
  { reason: 'the same action failed three times in a row', holds: failsAgain },
  { reason: 'three replies in a row call no tool and say the same', holds: saysAgain },
  { reason: 'two actions take turns, three times over', holds: (traces) => sameSteps(traces, 6, 2) },
  {
    reason: 'the conversation was shortened ten times without a step between',
    holds: (traces) => tail(traces, 10).every(({ kind }) => kind === 'condensed') && traces.length >= 10,
  },
]

/** Whether each of the last `count` steps is the one `period` before it, with the same answer. */
function sameSteps(traces: readonly Trace[], count: number, period: number): boolean {
  const steps = lastSteps(traces, count)
  return (
    steps.length === count &&
    steps.every((step, at) => {
      const before = steps[at - period]
      return (
        before === undefined || (before.action === step.action && before.observation === step.observation)
      )
    })
  )
}

function failsAgain(traces: readonly Trace[]): boolean {
  const steps = lastSteps(traces, 3)
  return steps.length === 3 && steps.every(({ action, failed }) => failed && action === steps[0]?.action)
}

function saysAgain(traces: readonly Trace[]): boolean {
  const last = tail(
    traces.filter(({ kind }) => kind !== 'condensed'),
    3,
  )
  const [first] = last
  return (
    last.length === 3 &&
    last.every((one) => one.kind === 'message' && first?.kind === 'message' && one.text === first.text)
  )
}

/** The last steps, as far as no message stands between them. */
function lastSteps(traces: readonly Trace[], count: number) {
  const last = tail(
    traces.filter(({ kind }) => kind !== 'condensed'),
    count,
  )
  return last.flatMap((one) => (one.kind === 'step' ? [one] : []))
}

function tail<T>(all: readonly T[], count: number): readonly T[] {
  return all.slice(-count)
}
