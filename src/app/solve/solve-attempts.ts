import PQueue from 'p-queue'
import type { AttemptOutcome } from '../../domain/index.ts'
import { runInWaves } from './attempt-waves.ts'
import { runNumberedAttempt, type NumberedAttempt } from './run-numbered-attempt.ts'
import type { SolveDeps, SolveRun } from './solve-deps.ts'

export interface AttemptsEnd {
  /** By attempt; those that were not made, or not to their end, are cancelled. */
  readonly outcomes: readonly AttemptOutcome[]
  /** Why not all attempts were made, or null. */
  readonly stoppedEarly: string | null
  /** Attempts that were not made or not to their end, and what they were expected to cost; null where all ended. */
  readonly saved: { readonly attempts: number; readonly usd: number | null } | null
}

export interface SharedByAttempts extends Pick<
  NumberedAttempt,
  'baseline' | 'context' | 'deadline' | 'spending'
> {
  /** When nothing may be looked at any more. */
  readonly until: AbortSignal
}

/** All attempts of a run: as many at once as make sense, or in waves where money or enough belief may end them. */
export async function runAttempts(
  deps: SolveDeps,
  run: SolveRun,
  { until, ...shared }: SharedByAttempts,
): Promise<AttemptsEnd> {
  const { config } = run.input
  const commands = config.jobs ?? deps.cores
  // Attempts with a model mostly wait for it; without one they use the cores all the time.
  const atOnce = Math.min(config.attempts, config.model.length > 0 ? Math.max(commands, 4) : commands)
  const concurrency = Math.max(1, Math.floor(commands / atOnce))
  const attempt = (attemptIndex: number, signal: AbortSignal): Promise<AttemptOutcome> =>
    deps.inTurn(() => runNumberedAttempt(deps, { ...run, signal }, { ...shared, attemptIndex, concurrency }))
  if (deps.budget.capUsd !== null || config.enough < 1)
    return runInWaves(deps, run, { attempt, atOnce, until, deadline: shared.deadline })
  const queue = new PQueue({ concurrency: atOnce })
  const outcomes = await Promise.all(
    Array.from({ length: config.attempts }, (_, index) => queue.add(() => attempt(index, run.signal))),
  )
  return { outcomes, stoppedEarly: null, saved: null }
}
