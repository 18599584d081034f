import PQueue from 'p-queue'
import { inFork, type Baseline, type LocalisedContext } from '../../attempt/index.ts'
import { headlessApproval, noUsage, type AttemptEvent, type AttemptOutcome } from '../../domain/index.ts'
import { deriveSeed, hasCode, messageOf } from '../../std/index.ts'
import { runAttempt } from './run-attempt.ts'
import type { Spending } from './spending.ts'
import { isEnough } from './stop-early.ts'
import { openJournal, problemOf, type SolveDeps, type SolveRun } from './solve-deps.ts'

export interface AttemptsEnd {
  /** By attempt; those that were not needed are cancelled. */
  readonly outcomes: readonly AttemptOutcome[]
  /** Why not all attempts were made, or null. */
  readonly stoppedEarly: string | null
}

/** All attempts of a run, as many at once as make sense, until they are enough. */
export async function runAttempts(
  deps: SolveDeps,
  run: SolveRun,
  shared: Pick<NumberedAttempt, 'baseline' | 'context' | 'deadline' | 'spending'>,
): Promise<AttemptsEnd> {
  const { config } = run.input
  const commands = config.jobs ?? deps.cores
  // Attempts with a model mostly wait for it; without one they use the cores all the time.
  const atOnce = Math.min(config.attempts, config.model.length > 0 ? Math.max(commands, 4) : commands)
  const queue = new PQueue({ concurrency: atOnce })
  const concurrency = Math.max(1, Math.floor(commands / atOnce))
  const enough = new AbortController()
  const ended = new Map<number, AttemptOutcome>()
  let stoppedEarly: string | null = null
  let deciding: Promise<void> = Promise.resolve()
  const decide = async (): Promise<void> => {
    if (enough.signal.aborted || run.signal.aborted) return
    stoppedEarly = await isEnough(deps, run, new Map(ended))
    if (stoppedEarly === null) return
    run.onEvent({ type: 'run-note', text: stoppedEarly })
    enough.abort()
  }
  const attemptRun = { ...run, signal: AbortSignal.any([run.signal, enough.signal]) }
  const outcomes = await Promise.all(
    Array.from({ length: config.attempts }, (_, attemptIndex) =>
      queue.add(async () => {
        const outcome = await runOne(deps, attemptRun, { ...shared, attemptIndex, concurrency })
        if (outcome.kind === 'cancelled') return outcome
        ended.set(attemptIndex, outcome)
        // One after another: what the last one decides is decided on all that ended by then.
        deciding = deciding.then(decide)
        await deciding
        return outcome
      }),
    ),
  )
  return { outcomes, stoppedEarly }
}

interface NumberedAttempt {
  readonly attemptIndex: number
  readonly baseline: Baseline
  readonly context: LocalisedContext | null
  /** Monotonic milliseconds. */
  readonly deadline: number
  readonly concurrency: number
  readonly spending: Spending
}

/** A sandbox that broke is no fault of the attempt: it goes on once more, by its journal. */
async function runOne(deps: SolveDeps, run: SolveRun, attempt: NumberedAttempt): Promise<AttemptOutcome> {
  const first = await runOnce(deps, run, attempt)
  const again = first.kind === 'infra' && /^(sandbox|test-runner)\//.test(first.code) && !run.signal.aborted
  if (!again || first.code === 'sandbox/base-changed') return first
  const text = `attempt ${attempt.attemptIndex} goes on in a new sandbox: ${first.reason}`
  run.onEvent({ type: 'run-note', text })
  return runOnce(deps, run, attempt)
}

async function runOnce(deps: SolveDeps, run: SolveRun, attempt: NumberedAttempt): Promise<AttemptOutcome> {
  const { attemptIndex, baseline, context, deadline, concurrency } = attempt
  const { input, signal } = run
  let step = 0
  const onEvent = (event: AttemptEvent): void => {
    if (event.type === 'step-start') ({ step } = event)
    attempt.spending.see(event)
    run.onEvent({ type: 'attempt', attemptIndex, at: deps.clock.now(), event })
  }
  if (signal.aborted) return { kind: 'cancelled', usage: noUsage }
  const journal = openJournal(deps, run, attemptIndex)
  const warn = (text: string): void => onEvent({ type: 'warning', text })
  const tools = {
    attemptIndex,
    seed: deriveSeed(input.config.seed, attemptIndex),
    journal,
    executions: deps.store.executions,
    approval: headlessApproval,
    testCommand: input.testCommand,
    failCommand: input.config.failCmd ?? null,
    baseline,
    baseKey: deps.baseKey,
    code: deps.code,
    context,
    model: deps.modelOf({ index: attemptIndex, journal, step: () => step, warn }),
    deadline,
    concurrency,
  }
  try {
    return await inFork(deps.base, (sandbox) =>
      runAttempt({
        strategy: deps.strategy,
        problem: problemOf(run),
        tools: { ...tools, sandbox },
        onEvent,
        signal,
      }),
    )
  } catch (error) {
    if (!hasCode(error, 'sandbox')) throw error
    return { kind: 'infra', code: error.code, reason: messageOf(error), usage: noUsage }
  }
}
