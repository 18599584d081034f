import { performance } from 'node:perf_hooks'
import {
  addUsage,
  noUsage,
  type AttemptOutcome,
  type Candidate,
  type Evidence,
  type SelectionReport,
  type Usage,
} from '../../domain/index.ts'
import type { Localisation } from '../../attempt/index.ts'
import { hasCode, messageOf } from '../../std/index.ts'
import { candidatesOf, pickCandidate, type PickedCandidates } from '../select/pick-candidate.ts'
import { caveatsOf } from './caveats.ts'
import { findContext, toContextRecord } from './find-context.ts'
import { rankCandidates } from './rank-candidates.ts'
import { runAttempts } from './solve-attempts.ts'
import { journalledBaseline } from './solve-baseline.ts'
import type { SolveDeps, SolveRun } from './solve-deps.ts'
import { createSpending } from './spending.ts'
import type { SolveResult } from './solve-records.ts'
import { verifyWinner } from './verify-winner.ts'

/**
 * Attempts, ranking, and a last look at the winner on a fresh base. Running it again under the same run id goes on
 * where the journal ends.
 */
export async function runSolve(deps: SolveDeps, run: SolveRun): Promise<SolveResult> {
  const started = performance.now()
  const { input, signal } = run
  const baseline = await journalledBaseline(deps, run)
  const search = await searchContext(deps, run)
  const { context } = search
  // The time that a scan takes is not the attempts'.
  const deadline = started + search.durationMs + input.config.maxMinutes * 60_000
  const spending = createSpending({ byMachine: deps.strategy.name === 'edit-test' })
  for (const [stage, usage] of Object.entries(context?.usage ?? {})) spending.add(stage, usage)
  const { outcomes, stoppedEarly } = search.ending
    ? { outcomes: [], stoppedEarly: null }
    : await runAttempts(deps, run, { baseline, context, deadline, spending })
  const { candidates, report } = await pickOrStop(deps, run, outcomes)
  if (report) spending.add('selection', report.selection.usage)
  const spent = [...outcomes.map((outcome) => outcome.usage), ...(report ? [report.selection.usage] : [])]
  const usage = [...contextUsage(context), ...spent].reduce<Usage>(addUsage, noUsage)
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
    context: context && toContextRecord(context),
    selection: report,
    spending: [...spending.stages()],
    stoppedEarly,
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
    caveats: [...caveatsOf({ input, baseline, evidence, shown: shownBy(report), sandbox: deps.base.kind })],
  })
  if (signal.aborted) return finish('cancelled', 'stopped')
  if (search.ending) return finish('limit', search.ending)
  await deps.base.assertBaseUnchanged()
  const [best] = candidates
  if (!best) return withoutCandidate(outcomes, finish)
  if (report?.selection.abstained) return finish('no-plausible', report.selection.abstained)
  if (!best.evidence.plausible && !isUnjudged(best)) {
    return finish('no-plausible', `no patch holds: ${best.evidence.reason}`)
  }
  const evidence = await verifyWinner(deps, run, { baseline, best })
  if (evidence.plausible) {
    const shown = shownBy(report)
    const seen = `${shown} tests written for the issue fail before and pass now`
    if (shown === 0) return finish('done', evidence.reason, evidence)
    return finish(
      'done',
      evidence.tests?.fixed.length ? `${evidence.reason}; ${seen}` : `${seen}, and no test breaks`,
      evidence,
    )
  }
  return finish('no-plausible', `on a fresh base the best patch does not hold: ${evidence.reason}`)
}

interface ContextSearch {
  readonly context: Localisation | null
  readonly durationMs: number
  /** Why the run ends with it; null where it goes on. */
  readonly ending: string | null
}

/** Being stopped, or running out of money, in the middle of a scan ends a run as it would in an attempt. */
async function searchContext(deps: SolveDeps, run: SolveRun): Promise<ContextSearch> {
  const started = performance.now()
  try {
    const context = await findContext(deps, run)
    return { context, durationMs: performance.now() - started, ending: null }
  } catch (error) {
    if (!run.signal.aborted && !hasCode(error, 'llm/budget')) throw error
    return { context: null, durationMs: 0, ending: messageOf(error) }
  }
}

function contextUsage(context: Localisation | null): readonly Usage[] {
  return context ? [context.usage.scan, context.usage.ranking] : []
}

/** A strategy may leave it to the run to look at its patches. */
function isUnjudged({ evidence }: Candidate): boolean {
  return evidence.tests === null && evidence.failCommand === null
}

/** Tests that the base fails and the chosen patch passes. */
function shownBy(report: SelectionReport | null): number {
  const chosen = report?.selection.chosen ?? null
  if (report === null || chosen === null) return 0
  return report.tests.filter(
    ({ onBase, onPatches }) => onBase.verdict !== 'fixed' && onPatches[chosen] === 'fixed',
  ).length
}

/** Being stopped while patches are looked at leaves them as their attempts ranked them. */
async function pickOrStop(
  deps: SolveDeps,
  run: SolveRun,
  outcomes: readonly AttemptOutcome[],
): Promise<PickedCandidates> {
  try {
    return await pickCandidate(deps, run, outcomes)
  } catch (error) {
    if (!run.signal.aborted) throw error
    return { candidates: rankCandidates(outcomes.flatMap(candidatesOf)), report: null }
  }
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
