import PQueue from 'p-queue'
import type { AttemptOutcome } from '../../domain/index.ts'
import { checkAttempt, type CheckedEnd } from '../plausible/check-attempt.ts'
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
  /** What was seen of each that ended, with `--until plausible`; else null. */
  readonly checked: readonly CheckedEnd[] | null
}

export interface SharedByAttempts extends Pick<
  NumberedAttempt,
  'baseline' | 'context' | 'deadline' | 'spending' | 'edits'
> {
  /** When nothing may be looked at any more. */
  readonly until: AbortSignal
}

/**
 * All attempts of a run: as many at once as make sense, in waves where money or enough belief may end them, or one after
 * another until one is plausible.
 */
export async function runAttempts(
  deps: SolveDeps,
  run: SolveRun,
  { until, ...shared }: SharedByAttempts,
): Promise<AttemptsEnd> {
  const { config } = run.input
  const commands = config.jobs ?? deps.cores
  // Attempts with a model mostly wait for it; without one they use the cores all the time.
  const most = config.model.length > 0 ? Math.max(commands, 4) : commands
  const atOnce = config.until === 'plausible' ? 1 : Math.min(config.attempts, most)
  const concurrency = Math.max(1, Math.floor(commands / atOnce))
  const attempt = (attemptIndex: number, signal: AbortSignal): Promise<AttemptOutcome> =>
    deps.inTurn(() => runNumberedAttempt(deps, { ...run, signal }, { ...shared, attemptIndex, concurrency }))
  const { baseline, edits, deadline } = shared
  if (config.until === 'plausible') {
    const checked: CheckedEnd[] = []
    const check = async (attemptIndex: number, outcome: AttemptOutcome): Promise<boolean> => {
      const end = await checkAttempt(deps, run, { attemptIndex, outcome, baseline, edits })
      checked.push(end)
      return end.attempt.plausible
    }
    return { ...(await runInWaves(deps, run, { attempt, check, atOnce, until, deadline })), checked }
  }
  if (deps.budget.capUsd !== null || config.enough < 1) {
    const waves = await runInWaves(deps, run, { attempt, check: null, atOnce, until, deadline })
    return { ...waves, checked: null }
  }
  const queue = new PQueue({ concurrency: atOnce })
  const outcomes = await Promise.all(
    Array.from({ length: config.attempts }, (_, index) => queue.add(() => attempt(index, run.signal))),
  )
  return { outcomes, stoppedEarly: null, saved: null, checked: null }
}
