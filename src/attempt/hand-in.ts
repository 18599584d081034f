import type { AttemptEvent, AttemptOutcome, Evidence, Limit, Usage } from '../domain/index.ts'
import { applyPatch } from './apply-patch.ts'
import { rankCandidates } from './candidates.ts'
import { createDeadline } from './deadline.ts'
import { toFailure, type Failure } from './failure.ts'
import { notRun, reviewPatch } from './review.ts'
import type { AttemptTools } from './strategy.ts'
import { harvestPatch, type Harvest } from './harvest.ts'

/** Why there is nothing further to do. */
export type Ending =
  | { readonly kind: 'finished'; readonly message: string }
  /** The model gave up: what it has changed is in the record, and no candidate. */
  | { readonly kind: 'rejected'; readonly reason: string }
  | { readonly kind: 'limit'; readonly which: Limit; readonly reason: string }

/** How an attempt came to its end, by itself or broken off. */
export interface Left {
  readonly ending: Ending | Failure
  /** Of its files against the base. */
  readonly diff: string
  readonly step: number
  readonly usage: Usage
}

/** Takes what is there as a patch, whatever the ending, and has the visible tests speak on it where there is time. */
export async function* handIn(
  tools: AttemptTools,
  { ending, diff, step, usage }: Left,
  signal: AbortSignal | undefined,
): AsyncGenerator<AttemptEvent, AttemptOutcome> {
  const harvest = harvestPatch(diff)
  const { patch } = harvest
  yield tellHarvest(harvest)
  if (ending.kind === 'cancelled' || ending.kind === 'infra') return { ...ending, usage }
  if (ending.kind === 'rejected') return { kind: 'no-patch', reason: ending.reason, usage }
  const seen = patch === '' ? notRun : yield* review(tools, { patch, step }, signal)
  if ('kind' in seen) return { ...seen, usage }
  const candidates = [...rankCandidates([{ patch, evidence: seen }], tools.attemptIndex)]
  if (ending.kind === 'limit') return { ...ending, candidates, usage }
  if (candidates.length > 0) return { kind: 'submitted', candidates, usage }
  return {
    kind: 'no-patch',
    reason: `finished without a change: ${ending.message || 'nothing was said'}`,
    usage,
  }
}

export function tellHarvest({ patch, dropped }: Harvest): AttemptEvent {
  return { type: 'harvest', patch, dropped: [...dropped] }
}

/** Of test output, for the record. */
const outputCharacters = 12_000

/** On a fresh copy of the base: what the attempt installed or left running has no part in it. */
async function* review(
  tools: AttemptTools,
  { patch, step }: { readonly patch: string; readonly step: number },
  outer: AbortSignal | undefined,
): AsyncGenerator<AttemptEvent, Evidence | Exclude<Failure, { readonly kind: 'limit' }>> {
  const limit = createDeadline(tools.deadline, outer)
  const { signal } = limit
  try {
    await tools.sandbox.assertBaseUnchanged()
    if (tools.testCommand === null && tools.failCommand === null) return notRun
    await using fork = await tools.sandbox.fork()
    const problem = await applyPatch(fork, patch, { signal })
    if (problem !== null) return { ...notRun, reason: problem }
    const request = { patch, step, mustFix: 'none', outputCharacters, signal } as const
    const { evidence } = yield* reviewPatch({ ...tools, sandbox: fork }, request)
    return evidence
  } catch (error) {
    const failure = toFailure(error, limit)
    if (failure === null) throw error
    return failure.kind === 'limit'
      ? { ...notRun, reason: 'there was no time to run anything on it' }
      : failure
  } finally {
    limit.clear()
  }
}
