import { performance } from 'node:perf_hooks'
import PQueue from 'p-queue'
import { gatherEvidence, inFork, measureBaseline, type Baseline, type Strategy } from '../../attempt/index.ts'
import {
  addUsage,
  evidenceSchema,
  headlessApproval,
  isFailing,
  isPassing,
  noUsage,
  testStatusSchema,
  toProblem,
  type AttemptOutcome,
  type Candidate,
  type Evidence,
  type Journal,
  type RunEvent,
  type Usage,
} from '../../domain/index.ts'
import type { Model } from '../../llm/index.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import { CapuchinError, deriveSeed, hashJson, messageOf, type Clock } from '../../std/index.ts'
import type { Store } from '../../store/index.ts'
import { z } from 'zod'
import { caveatsOf } from './caveats.ts'
import { rankCandidates } from './rank-candidates.ts'
import { runAttempt } from './run-attempt.ts'
import type { SolveInput, SolveResult } from './solve-records.ts'

/** What a solve run needs, already built. */
export interface SolveDeps {
  readonly store: Store
  readonly clock: Clock
  readonly cores: number
  /** Opened on the user's checkout, setup command run; owned by the caller. */
  readonly base: Sandbox
  /** Fingerprint of the files it was opened on. */
  readonly baseKey: string
  readonly strategy: Strategy
  /** The model of an attempt, wrapped with everything, or null for strategies without one. */
  readonly modelOf: (attempt: {
    readonly index: number
    readonly journal: Journal
    readonly step: () => number
    readonly warn: (text: string) => void
  }) => Model | null
  readonly redact: (text: string) => string
}

export interface SolveRun {
  readonly runId: string
  readonly input: SolveInput
  readonly onEvent: (event: RunEvent) => void
  readonly signal: AbortSignal
}

/**
 * Attempts, ranking, and a last look at the winner on a fresh base. Running it again under the same run id goes on
 * where the journal ends.
 */
export async function runSolve(deps: SolveDeps, run: SolveRun): Promise<SolveResult> {
  const started = performance.now()
  const { input, signal } = run
  const baseline = await journalledBaseline(deps, run)
  const outcomes = await runAttempts(deps, run, baseline)
  const candidates = rankCandidates(outcomes.flatMap(candidatesOf))
  const usage = outcomes.reduce<Usage>((sum, outcome) => addUsage(sum, outcome.usage), noUsage)
  const common = {
    kind: 'solve',
    v: 1,
    candidates,
    testCommand: input.testCommand?.command ?? null,
    failCommand: input.config.failCmd ?? null,
    sandbox: deps.base.kind,
    attempts: outcomes.map((outcome, attemptIndex) => ({
      attemptIndex,
      outcome: outcome.kind,
      reason: reasonOf(outcome),
    })),
    infraCode: outcomes.find((outcome) => outcome.kind === 'infra')?.code ?? null,
    usage,
    applied: null,
  } as const
  const finish = (
    status: SolveResult['status'],
    reason: string,
    evidence: Evidence | null = null,
  ): SolveResult => ({
    ...common,
    status,
    reason,
    chosen: evidence === null ? null : 0,
    evidence,
    durationMs: performance.now() - started,
    caveats: [...caveatsOf({ input, baseline, evidence, sandbox: deps.base.kind })],
  })
  if (signal.aborted) return finish('cancelled', 'stopped')
  await deps.base.assertBaseUnchanged()
  const [best] = candidates
  if (!best) return withoutCandidate(outcomes, finish)
  if (!best.evidence.plausible && !isUnjudged(best)) {
    return finish('no-plausible', `no patch holds: ${best.evidence.reason}`)
  }
  const evidence = await verify(deps, run, { baseline, best })
  if (evidence.plausible) return finish('done', evidence.reason, evidence)
  return finish('no-plausible', `on a fresh base the best patch does not hold: ${evidence.reason}`)
}

/** A strategy may leave it to the run to look at its patches. */
function isUnjudged({ evidence }: Candidate): boolean {
  return evidence.tests === null && evidence.failCommand === null
}

const storedBaselineSchema = z.object({
  statuses: z.array(z.tuple([z.string(), testStatusSchema])),
  exitCode: z.number().nullable(),
  timedOut: z.boolean(),
  flaky: z.array(z.string()),
  failCommandExitCode: z.number().nullable(),
  output: z.string(),
  durationMs: z.number(),
})

/** Index under which a run journals what belongs to no attempt. */
const runJournal = -1

async function journalledBaseline(deps: SolveDeps, run: SolveRun): Promise<Baseline> {
  const { config, testCommand } = run.input
  const journal = openJournal(deps, run, runJournal)
  const failCommand = config.failCmd ?? null
  const { value } = await journal.ask(
    {
      kind: 'exec',
      stage: 'baseline',
      step: 0,
      key: hashJson({ base: deps.baseKey, testCommand, failCommand, repetitions }),
      schema: storedBaselineSchema,
    },
    async () => {
      const timeoutMs = config.testMinutes * 60_000
      const measured = await measureBaseline({
        sandbox: deps.base,
        testCommand,
        failCommand,
        repetitions,
        timeoutMs,
        signal: run.signal,
      })
      return { ...measured, statuses: [...measured.statuses], flaky: [...measured.flaky] }
    },
  )
  const statuses = new Map(value.statuses)
  run.onEvent({
    type: 'baseline',
    command: testCommand?.command ?? null,
    passed: value.statuses.filter(([, status]) => isPassing(status)).length,
    failed: value.statuses.filter(([, status]) => isFailing(status)).length,
    flaky: value.flaky.length,
  })
  if (failCommand !== null && value.failCommandExitCode === 0) {
    throw new CapuchinError(
      'solve/fail-command-passes',
      `'${failCommand}' exits 0 before any change, so it does not show the bug`,
      {
        hint: 'give --fail-cmd a command that fails because of the bug',
      },
    )
  }
  if (value.timedOut && value.statuses.every(([test]) => test === testCommand?.command)) {
    throw new CapuchinError(
      'solve/tests-hang',
      `'${testCommand?.command}' did not end within ${config.testMinutes} minutes and no test of it did`,
      { hint: 'raise --test-minutes, or give a --test-cmd that ends' },
    )
  }
  return { ...value, statuses, flaky: new Set(value.flaky) }
}

const repetitions = 2

async function runAttempts(
  deps: SolveDeps,
  run: SolveRun,
  baseline: Baseline,
): Promise<readonly AttemptOutcome[]> {
  const { config } = run.input
  const commands = config.jobs ?? deps.cores
  // Attempts with a model mostly wait for it; without one they use the cores all the time.
  const atOnce = Math.min(
    config.attempts,
    run.input.config.model.length > 0 ? Math.max(commands, 4) : commands,
  )
  const queue = new PQueue({ concurrency: atOnce })
  const deadline = performance.now() + config.maxMinutes * 60_000
  const concurrency = Math.max(1, Math.floor(commands / atOnce))
  return Promise.all(
    Array.from({ length: config.attempts }, (_, attemptIndex) =>
      queue.add(() => runOne(deps, run, { attemptIndex, baseline, deadline, concurrency })),
    ),
  )
}

async function runOne(
  deps: SolveDeps,
  run: SolveRun,
  attempt: {
    readonly attemptIndex: number
    readonly baseline: Baseline
    readonly deadline: number
    readonly concurrency: number
  },
): Promise<AttemptOutcome> {
  const { attemptIndex } = attempt
  let step = 0
  const onEvent = (event: Extract<RunEvent, { type: 'attempt' }>['event']): void => {
    if (event.type === 'step-start') ({ step } = event)
    run.onEvent({ type: 'attempt', attemptIndex, at: deps.clock.now(), event })
  }
  if (run.signal.aborted) return { kind: 'cancelled', usage: noUsage }
  const journal = openJournal(deps, run, attemptIndex)
  return inFork(deps.base, (sandbox) =>
    runAttempt({
      strategy: deps.strategy,
      problem: toProblem({
        instanceId: run.runId,
        repo: run.input.root,
        baseCommit: run.input.head ?? '',
        problemStatement: run.input.issue,
      }),
      tools: {
        attemptIndex,
        seed: deriveSeed(run.input.config.seed, attemptIndex),
        sandbox,
        journal,
        executions: deps.store.executions,
        approval: headlessApproval,
        testCommand: run.input.testCommand,
        failCommand: run.input.config.failCmd ?? null,
        baseline: attempt.baseline,
        model: deps.modelOf({
          index: attemptIndex,
          journal,
          step: () => step,
          warn: (text) => onEvent({ type: 'warning', text }),
        }),
        deadline: attempt.deadline,
        concurrency: attempt.concurrency,
      },
      onEvent,
      signal: run.signal,
    }),
  ).catch((error: unknown) => {
    if (error instanceof CapuchinError && error.code.startsWith('sandbox/')) {
      return {
        kind: 'infra',
        code: error.code,
        reason: messageOf(error),
        usage: noUsage,
      } satisfies AttemptOutcome
    }
    throw error
  })
}

/** The winner's patch, applied to a fresh copy of the base by git, and everything run once more. */
async function verify(
  deps: SolveDeps,
  run: SolveRun,
  { baseline, best }: { readonly baseline: Baseline; readonly best: Candidate },
): Promise<Evidence> {
  const { config, testCommand } = run.input
  run.onEvent({
    type: 'run-note',
    text: 'running everything once more on a fresh copy with the chosen patch',
  })
  const failCommand = config.failCmd ?? null
  const answer = await openJournal(deps, run, runJournal).ask(
    {
      kind: 'exec',
      stage: 'verify',
      step: 0,
      key: hashJson({ base: deps.baseKey, patch: best.patch, testCommand, failCommand }),
      schema: evidenceSchema,
    },
    () =>
      inFork(deps.base, async (sandbox) => {
        await sandbox.writeFile('/tmp/.capuchin.patch', best.patch)
        const applied = await sandbox.exec('git apply --whitespace=nowarn /tmp/.capuchin.patch', {
          cwd: sandbox.root,
          signal: run.signal,
        })
        if (applied.exitCode !== 0) {
          return {
            plausible: false,
            reason: `the patch does not apply: ${applied.stderr.trim()}`,
            tests: null,
            failCommand: null,
          }
        }
        const mustFix = (best.evidence.tests?.stillFailing.length ?? 0) > 0 ? 'none' : 'all'
        const anyFailed = [...baseline.statuses.values()].some(isFailing)
        const request = {
          sandbox,
          baseline,
          testCommand,
          failCommand,
          mustFix: anyFailed ? mustFix : 'none',
        } as const
        const gathered = await gatherEvidence({
          ...request,
          timeoutMs: config.testMinutes * 60_000,
          signal: run.signal,
        })
        return gathered.evidence
      }),
  )
  return answer.value
}

function openJournal(deps: SolveDeps, { runId, onEvent }: SolveRun, attempt: number) {
  return deps.store.openJournal({
    runId,
    instanceId: runId,
    attempt,
    redact: deps.redact,
    onCut: (cut) =>
      attempt === runJournal
        ? onEvent({ type: 'run-note', text: `journal cut at ${cut.position}: ${cut.reason}` })
        : onEvent({
            type: 'attempt',
            attemptIndex: attempt,
            at: deps.clock.now(),
            event: { type: 'journal-cut', ...cut },
          }),
  })
}

function candidatesOf(outcome: AttemptOutcome): readonly Candidate[] {
  return outcome.kind === 'submitted' || outcome.kind === 'limit' ? outcome.candidates : []
}

function reasonOf(outcome: AttemptOutcome): string {
  if (outcome.kind === 'submitted') return outcome.candidates[0]?.evidence.reason ?? ''
  return outcome.kind === 'cancelled' ? 'stopped' : outcome.reason
}

function withoutCandidate(
  outcomes: readonly AttemptOutcome[],
  finish: (status: SolveResult['status'], reason: string) => SolveResult,
): SolveResult {
  const limit = outcomes.find((outcome) => outcome.kind === 'limit')
  const infra = outcomes.find((outcome) => outcome.kind === 'infra')
  if (outcomes.every(({ kind }) => kind === 'infra') && infra) return finish('infra', infra.reason)
  if (limit) return finish('limit', limit.reason)
  return finish('no-plausible', outcomes.map(reasonOf).find(Boolean) ?? 'no patch was found')
}
