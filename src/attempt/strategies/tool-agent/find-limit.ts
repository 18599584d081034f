import type { Limit } from '../../../domain/index.ts'
import { findStuck, type Trace } from './stuck.ts'

/** The limit that work has met, so that no further step may come; null where one may. */
export function findLimit(
  { step, tokens, traces }: Progress,
  { maxSteps, maxTokens }: ProgressLimits,
): MetLimit | null {
  const reason = findStuck(traces)
  if (reason !== null) return { kind: 'limit', which: 'stuck', reason }
  if (step >= maxSteps) return { kind: 'limit', which: 'steps', reason: `${maxSteps} turns were not enough` }
  if (maxTokens === null || tokens < maxTokens) return null
  return { kind: 'limit', which: 'tokens', reason: `${tokens} tokens were used, of ${maxTokens}` }
}

/** How far work has come. */
export interface Progress {
  readonly step: number
  /** In and out. */
  readonly tokens: number
  readonly traces: readonly Trace[]
}

export interface ProgressLimits {
  readonly maxSteps: number
  /** Null for no limit. */
  readonly maxTokens: number | null
}

export interface MetLimit {
  readonly kind: 'limit'
  readonly which: Limit
  readonly reason: string
}
