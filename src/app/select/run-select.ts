import { performance } from 'node:perf_hooks'
import {
  addUsage,
  noUsage,
  offeredBy,
  summarisePatch,
  type Candidate,
  type Evidence,
  type GeneratedTest,
  type SelectionReport,
  type Usage,
} from '../../domain/index.ts'
import { shellQuote } from '../../std/index.ts'
import type { Observations } from '../../selection/index.ts'
import { budgetRecord } from '../budget/budget-record.ts'
import { lateCaveat } from '../solve/caveats.ts'
import { signalAt } from '../solve/deadlines.ts'
import { selectionSpending } from '../solve/spending.ts'
import { openJournal, problemOf, type SolveDeps, type SolveRun } from '../solve/solve-deps.ts'
import type { SolveInput, SolveResult } from '../solve/solve-records.ts'
import { selectCandidate } from './select-candidates.ts'
import { writeTests } from './write-tests.ts'

/** Picks among given patches. What was run before is known by content, so running it again is resuming it. */
export async function runSelect(deps: SolveDeps, run: SolveRun): Promise<SolveResult> {
  const started = performance.now()
  const { input, signal } = run
  const given = input.given ?? { patches: [], tests: [] }
  const finish = finisher(deps, run, started)
  const until = signalAt(started + input.config.maxMinutes * 60_000)
  try {
    const written = await writeTests(
      {
        ...deps,
        problem: problemOf(run),
        config: input.config,
        sandbox: deps.base,
        testCommand: input.testCommand,
        executions: deps.store.executions,
        journalOf: (writer) => openJournal(deps, run, writer),
        note: (text) => run.onEvent({ type: 'run-note', text: `selection: ${text}` }),
      },
      run,
    )
    const { report, observations } = await selectCandidate(deps, run, {
      entries: given.patches.map((patch) => ({ ...patch, attemptIndex: null, evidence: null })),
      tests: [
        ...given.tests.map(({ path, ...test }) => ({ test, origin: { from: 'given', path } as const })),
        ...failCommandTest(input),
        ...written.tests,
      ],
      commandFor: deps.commandFor,
      until,
    })
    await deps.base.assertBaseUnchanged()
    return finish({ report, candidates: toCandidates(report, observations), writing: written.usage })
  } catch (error) {
    if (!signal.aborted) throw error
    return finish({ report: null, candidates: [], writing: noUsage })
  }
}

/** The command that shows the bug is a test like any other, whose failure is the issue. */
function failCommandTest({ config: { failCmd } }: SolveInput) {
  if (failCmd === undefined) return []
  const test: GeneratedTest = { language: 'shell', text: `bash -c ${shellQuote(failCmd)} || exit 2\n` }
  return [{ test, origin: { from: 'given', path: '--fail-cmd' } as const }]
}

/** The observed patches, best first. */
function toCandidates(
  { selection, patches, classes }: SelectionReport,
  observations: Observations,
): readonly Candidate[] {
  return selection.ranking.map((at, rank) => {
    const patch = observations.matrix.patches[at]
    const text = patch?.patch ?? ''
    return {
      attemptIndex: patch?.entries[0] ?? 0,
      rank,
      patch: text,
      summary: `${offeredBy(patches[at]?.labels ?? [])}: ${summarisePatch(text)}`,
      evidence: evidenceOf(observations, at),
      score: classes[patches[at]?.class ?? 0]?.posterior ?? 0,
    }
  })
}

function evidenceOf({ regression }: Observations, at: number): Evidence {
  const tests = regression?.runs[at]?.comparison ?? null
  const broken = tests?.broken.length ?? 0
  return {
    plausible: broken === 0,
    reason:
      tests === null
        ? 'no existing test was run on it'
        : broken === 0
          ? `breaks none of the ${regression?.passing ?? 0} existing tests that were run`
          : `breaks ${broken} existing tests`,
    tests,
    failCommand: null,
  }
}

function finisher({ base, budget }: SolveDeps, { input, signal }: SolveRun, started: number) {
  return ({
    report,
    candidates,
    writing,
  }: {
    readonly report: SelectionReport | null
    readonly candidates: readonly Candidate[]
    /** What writing tests took. */
    readonly writing: Usage
  }): SolveResult => {
    const [best] = candidates
    const selection = report?.selection
    const holds = best?.evidence.plausible === true && selection?.chosen !== null
    return {
      kind: 'solve',
      v: 1,
      status: signal.aborted ? 'cancelled' : holds ? 'done' : 'no-plausible',
      reason: signal.aborted
        ? 'stopped'
        : (selection?.abstained ?? (holds ? selection?.reason : best?.evidence.reason) ?? 'no patch applies'),
      chosen: holds ? 0 : null,
      candidates: [...candidates],
      evidence: best?.evidence ?? null,
      testCommand: input.testCommand?.command ?? null,
      failCommand: input.config.failCmd ?? null,
      sandbox: base.kind,
      attempts: [],
      infraCode: null,
      context: null,
      selection: report,
      plausible: null,
      spending: [
        ...(writing === noUsage
          ? []
          : [{ stage: 'testing', calls: budget.uses().attempts.calls, usage: writing }]),
        ...(report ? [{ stage: 'selection', ...selectionSpending(report) }] : []),
      ],
      stoppedEarly: null,
      saved: null,
      budget: budgetRecord(budget),
      usage: addUsage(writing, report?.selection.usage ?? noUsage),
      durationMs: performance.now() - started,
      caveats: [...caveatsOf(report)],
      applied: null,
    }
  }
}

/** What a choice does not prove, one sentence each. */
function caveatsOf(report: SelectionReport | null): readonly string[] {
  if (report === null) return []
  const { tests, regression, selection, outOfTime } = report
  const voting = tests.filter(({ noVote }) => noVote === null).length
  return [
    'the best of these patches is not proven right: the right one may not be among them',
    ...(voting === 0
      ? [
          'no test showed the issue, so nothing shows that it is gone: the choice rests on what existing tests and the patches themselves say',
        ]
      : []),
    ...(regression === null
      ? ['no existing test could be run, so nothing is known about what the patches break']
      : []),
    ...(selection.decidedBy === 'model'
      ? [
          'the choice rests on what a model thinks: nothing that ran sets the chosen patch apart from the others',
        ]
      : []),
    ...lateCaveat(outOfTime),
    ...(selection.confidence.value !== null && selection.confidence.calibratedOn === null
      ? ['the confidence is not calibrated: no choice made here was ever set against a verdict']
      : []),
  ]
}
