import { performance } from 'node:perf_hooks'
import type { Strategy, AttemptTools } from '../../attempt/index.ts'
import {
  addUsage,
  noUsage,
  type AttemptEvent,
  type AttemptOutcome,
  type Problem,
  type Usage,
} from '../../domain/index.ts'
import { CapuchinError, hasCode, messageOf } from '../../std/index.ts'

export interface AttemptRun {
  readonly strategy: Strategy
  readonly problem: Problem
  readonly tools: AttemptTools
  readonly onEvent: (event: AttemptEvent) => void
  readonly signal: AbortSignal
}

/**
 * Runs one attempt to its end and passes its events on. Whatever it throws becomes an outcome: a fault of one attempt
 * must not end the others. Past its deadline it is aborted and ends as `limit{time}`.
 */
export async function runAttempt(attempt: AttemptRun): Promise<AttemptOutcome> {
  const { strategy, problem, tools, onEvent, signal } = attempt
  const { deadline } = tools
  const timeout =
    deadline === null
      ? null
      : AbortSignal.timeout(Math.max(0, Math.ceil(deadline - performance.now()) + graceMs))
  const both = timeout ? AbortSignal.any([signal, timeout]) : signal
  let usage: Usage = noUsage
  const events = strategy.run(problem, tools, { signal: both })
  try {
    for (;;) {
      const next = await events.next()
      if (next.done) return next.value
      if (next.value.type === 'model-reply') usage = addUsage(usage, next.value.usage)
      onEvent(next.value)
    }
  } catch (error) {
    const outcome: AttemptOutcome = signal.aborted
      ? { kind: 'cancelled', usage }
      : timeout?.aborted
        ? { kind: 'limit', which: 'time', reason: 'the time was up', candidates: [], usage }
        : outcomeOf(error, usage)
    onEvent({ type: 'attempt-end', outcome })
    return outcome
  }
}

/** A strategy watches its deadline itself and then still has this long to hand over what it has. */
const graceMs = 10_000

function outcomeOf(error: unknown, usage: Usage): AttemptOutcome {
  const reason = messageOf(error)
  if (hasCode(error, 'llm/budget')) return { kind: 'limit', which: 'budget', reason, candidates: [], usage }
  if (hasCode(error, 'llm/context-length'))
    return { kind: 'limit', which: 'tokens', reason, candidates: [], usage }
  if (error instanceof CapuchinError && /^(llm|sandbox)\//.test(error.code))
    return { kind: 'infra', code: error.code, reason, usage }
  throw error
}
