import { performance } from 'node:perf_hooks'
import { inFork, type Baseline, type LocalisedContext } from '../../attempt/index.ts'
import { headlessApproval, noUsage, type AttemptEvent, type AttemptOutcome } from '../../domain/index.ts'
import { deriveSeed, hasCode, messageOf } from '../../std/index.ts'
import type { EditOutcomes } from '../plausible/edit-outcomes.ts'
import { createAttemptClock } from './attempt-clock.ts'
import { withKeptRequests } from './kept-requests.ts'
import { runAttempt } from './run-attempt.ts'
import type { Spending } from './spending.ts'
import { openJournal, problemOf, type SolveDeps, type SolveRun } from './solve-deps.ts'

export interface NumberedAttempt {
  readonly attemptIndex: number
  readonly baseline: Baseline
  readonly context: LocalisedContext | null
  /** Monotonic milliseconds. */
  readonly deadline: number
  readonly concurrency: number
  readonly spending: Spending
  readonly edits: EditOutcomes
}

/** One attempt of a run. A sandbox that broke is no fault of it: it goes on once more, by its journal. */
export async function runNumberedAttempt(
  deps: SolveDeps,
  run: SolveRun,
  attempt: NumberedAttempt,
): Promise<AttemptOutcome> {
  const first = await runOnce(deps, run, attempt)
  const again = first.kind === 'infra' && /^(sandbox|test-runner)\//.test(first.code) && !run.signal.aborted
  if (!again || first.code === 'sandbox/base-changed') return first
  const text = `attempt ${attempt.attemptIndex} goes on in a new sandbox: ${first.reason}`
  run.onEvent({ type: 'run-note', text })
  return runOnce(deps, run, attempt)
}

async function runOnce(deps: SolveDeps, run: SolveRun, attempt: NumberedAttempt): Promise<AttemptOutcome> {
  const { attemptIndex, baseline, context, concurrency } = attempt
  const { input, signal } = run
  const deadline = Math.min(attempt.deadline, performance.now() + input.config.maxMinutes * 60_000)
  const recordedSince = await deps.store.firstAskedAt({ runId: run.runId, attempt: attemptIndex })
  const clock = createAttemptClock({
    clock: deps.clock,
    recordedSince,
    onResumed: (awayMs) => onEvent({ type: 'resumed', awayMs }),
  })
  let step = 0
  const onEvent = (event: AttemptEvent): void => {
    if (event.type === 'step-start') ({ step } = event)
    attempt.spending.see(event)
    attempt.edits.see(attemptIndex, event)
    if (event.type === 'model-reply') deps.budget.attempts.spend(attemptIndex, event.usage.costUsd ?? 0)
    run.onEvent({ type: 'attempt', attemptIndex, at: clock.now(), event })
  }
  if (signal.aborted) return { kind: 'cancelled', usage: noUsage }
  const times = { recordedSince, onMoment: clock.see }
  const journal = openJournal(deps, { ...run, times }, attemptIndex)
  const warn = (text: string): void => onEvent({ type: 'warning', text })
  const asked = { index: attemptIndex, journal, step: () => step, warn }
  const model = deps.modelOf(asked)
  const editor = deps.editorOf(asked)
  const requests = deps.store.openRequestLog({
    runId: run.runId,
    attempt: attemptIndex,
    redact: deps.redact,
  })
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
    model: model && withKeptRequests(model, requests),
    editor: editor && withKeptRequests(editor, requests),
    deadline,
    concurrency,
  }
  try {
    return await inFork(deps.base, (sandbox) =>
      runAttempt({
        strategy: deps.strategyOf(attemptIndex),
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
