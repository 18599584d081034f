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
import { budgetRecord } from '../budget/budget-record.ts'
import { createEditOutcomes } from '../plausible/edit-outcomes.ts'
import { pickPlausible, type PlausiblePick } from '../plausible/pick-plausible.ts'
import { canChoose, candidatesOf, pickCandidate, type PickedCandidates } from '../select/pick-candidate.ts'
import { caveatsOf } from './caveats.ts'
import { deadlinesOf, signalAt } from './deadlines.ts'
import { contextSpending, toContextRecord } from './find-context.ts'
import { rankCandidates } from './rank-candidates.ts'
import { runAttempts } from './solve-attempts.ts'
import { journalledBaseline } from './solve-baseline.ts'
import { searchContext } from './search-context.ts'
import type { SolveDeps, SolveRun } from './solve-deps.ts'
import { createSpending, selectionSpending } from './spending.ts'
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
  const { attempts: deadline, selection: lastLook } = deadlinesOf({
    // The time that a scan takes is not the attempts'.
    startedAt: started + search.durationMs,
    maxMinutes: input.config.maxMinutes,
    chooses: canChoose(run),
    each: input.instance !== null,
  })
  const until = signalAt(lastLook)
  const spending = createSpending({ byMachine: deps.strategy.name === 'edit-test' })
  for (const [stage, used] of Object.entries(context ? contextSpending(context) : {}))
    spending.add(stage, used)
  const { outcomes, stoppedEarly, saved, checked } = search.ending
    ? nothingMade
    : await runAttempts(deps, run, {
        baseline,
        context,
        deadline,
        until,
        spending,
        edits: createEditOutcomes(),
      })
  const pick = checked && pickPlausible(checked, input.config)
  const { candidates, report } = pick
    ? { candidates: pick.candidates, report: null }
    : await pickOrStop(deps, run, { outcomes, until })
  if (report) spending.add('selection', selectionSpending(report))
  const common = {
    kind: 'solve',
    v: 1,
    candidates,
    testCommand: input.testCommand?.command ?? null,
    failCommand: input.config.failCmd ?? null,
    sandbox: deps.base.kind,
    attempts: outcomes.map(toAttemptEnd),
    infraCode: outcomes.find((outcome) => outcome.kind === 'infra')?.code ?? null,
    context: context && toContextRecord(context),
    selection: report,
    plausible: pick && pick.record,
    spending: [...spending.stages()],
    stoppedEarly,
    saved,
    budget: budgetRecord(deps.budget),
    usage: usageOf({ context, outcomes, report }),
    applied: null,
  } as const
  const finish: Finish = (status, reason, evidence = null) => ({
    ...common,
    status,
    reason,
    chosen: evidence === null ? null : 0,
    evidence,
    durationMs: performance.now() - started,
    caveats: [
      ...caveatsOf({
        input,
        baseline,
        evidence,
        shown: shownBy(report),
        sandbox: deps.base.kind,
        outOfTime: report?.outOfTime ?? [],
      }),
    ],
  })
  if (signal.aborted) return finish('cancelled', 'stopped')
  if (search.ending) return finish('limit', search.ending)
  await deps.base.assertBaseUnchanged()
  const [best] = candidates
  if (!best) return withoutCandidate(outcomes, finish)
  if (pick) return finishPicked(pick, best, finish)
  if (report?.selection.abstained) return finish('no-plausible', report.selection.abstained)
  if (!best.evidence.plausible && !isUnjudged(best)) {
    return finish('no-plausible', `no patch holds: ${best.evidence.reason}`)
  }
  return finishVerified(await verifyWinner(deps, run, { baseline, best }), { shown: shownBy(report), finish })
}

const nothingMade = { outcomes: [], stoppedEarly: null, saved: null, checked: null }

type Finish = (status: SolveResult['status'], reason: string, evidence?: Evidence | null) => SolveResult

/** A plausible attempt was looked at on a fresh base already. */
function finishPicked({ holds, reason }: PlausiblePick, best: Candidate, finish: Finish): SolveResult {
  return holds ? finish('done', reason, best.evidence) : finish('no-plausible', reason)
}

/** What the last look at the winner makes of the run. */
function finishVerified(
  evidence: Evidence,
  { shown, finish }: { readonly shown: number; readonly finish: Finish },
): SolveResult {
  if (!evidence.plausible)
    return finish('no-plausible', `on a fresh base the best patch does not hold: ${evidence.reason}`)
  if (shown === 0) return finish('done', evidence.reason, evidence)
  const seen = `${shown} tests written for the issue fail before and pass now`
  const reason = evidence.tests?.fixed.length ? `${evidence.reason}; ${seen}` : `${seen}, and no test breaks`
  return finish('done', reason, evidence)
}

function usageOf({
  context,
  outcomes,
  report,
}: {
  readonly context: Localisation | null
  readonly outcomes: readonly AttemptOutcome[]
  readonly report: SelectionReport | null
}): Usage {
  return [
    ...(context ? [context.usage.scan, context.usage.ranking] : []),
    ...outcomes.map(({ usage }) => usage),
    ...(report ? [report.selection.usage] : []),
  ].reduce<Usage>(addUsage, noUsage)
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
  pick: { readonly outcomes: readonly AttemptOutcome[]; readonly until: AbortSignal },
): Promise<PickedCandidates> {
  try {
    return await pickCandidate(deps, run, pick)
  } catch (error) {
    if (!run.signal.aborted) throw error
    return { candidates: rankCandidates(pick.outcomes.flatMap(candidatesOf)), report: null }
  }
}

function toAttemptEnd(outcome: AttemptOutcome, attemptIndex: number): SolveResult['attempts'][number] {
  return { attemptIndex, outcome: outcome.kind, reason: reasonOf(outcome) }
}

function reasonOf(outcome: AttemptOutcome): string {
  if (outcome.kind === 'submitted') return outcome.candidates[0]?.evidence.reason ?? ''
  return outcome.kind === 'cancelled' ? 'stopped' : outcome.reason
}

function withoutCandidate(outcomes: readonly AttemptOutcome[], finish: Finish): SolveResult {
  const limit = outcomes.find((outcome) => outcome.kind === 'limit')
  const infra = outcomes.find((outcome) => outcome.kind === 'infra')
  if (outcomes.every(({ kind }) => kind === 'infra') && infra) return finish('infra', infra.reason)
  if (limit) return finish('limit', limit.reason)
  return finish('no-plausible', outcomes.map(reasonOf).find(Boolean) ?? 'no patch was found')
}
