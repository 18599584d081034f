import { hasCode, messageOf } from '../std/index.ts'
import type { Deadline } from './deadline.ts'

export type Failure =
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'infra'; readonly code: string; readonly reason: string }
  | { readonly kind: 'limit'; readonly which: 'time' | 'budget' | 'tokens'; readonly reason: string }

/** The ending that an error stands for; null for errors that are nobody's fault but ours. */
export function toFailure(error: unknown, limit: Deadline): Failure | null {
  if (limit.signal.aborted)
    return limit.passed()
      ? { kind: 'limit', which: 'time', reason: 'the time for the attempt is over' }
      : { kind: 'cancelled' }
  if (hasCode(error, 'sandbox/base-changed'))
    return { kind: 'infra', code: 'base-changed', reason: messageOf(error) }
  if (hasCode(error, 'llm/budget')) return { kind: 'limit', which: 'budget', reason: messageOf(error) }
  if (hasCode(error, 'llm/context-length'))
    return { kind: 'limit', which: 'tokens', reason: messageOf(error) }
  if (hasCode(error, 'llm/replay-mismatch')) return null
  if (hasCode(error, 'sandbox') || hasCode(error, 'test-runner') || hasCode(error, 'llm'))
    return { kind: 'infra', code: error.code, reason: messageOf(error) }
  return null
}
