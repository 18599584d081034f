import type { SelectionReport } from '../../domain/index.ts'
import { defaultObserveOptions, type Observations, type ObserveRequest } from '../../selection/index.ts'
import { openJournal, problemOf, runJournal, type SolveDeps, type SolveRun } from '../solve/solve-deps.ts'
import { choosePatchInTime, flowOf } from './choose-patch.ts'
import { concludeChoice } from './conclude-choice.ts'
import { otherChoices } from './other-choices.ts'
import { lookAtPool, type SeenPool } from './look-at-pool.ts'

/** Patches and tests; a null `commandFor` stands for what attempts saw of the existing tests. */
export type Pool = Pick<ObserveRequest, 'entries' | 'tests' | 'commandFor'>

/** A pool, and when nothing of it may be looked at any more. */
export interface TimedPool extends Pool {
  readonly until: AbortSignal
}

export interface SelectedCandidate {
  readonly report: SelectionReport
  readonly observations: Observations
}

/** Runs what there is to run on a pool, and lets the selector choose that the run's settings name. */
export async function selectCandidate(
  deps: SolveDeps,
  run: SolveRun,
  pool: TimedPool,
): Promise<SelectedCandidate> {
  const seen = await lookAtRunPool(deps, run, pool)
  const problem = problemOf(run)
  const request = {
    problem,
    config: run.input.config,
    flow: run.input.given === null ? ('current' as const) : flowOf(run.input.config),
    modelOf: deps.selectionModelOf,
    journal: openJournal(deps, run, runJournal),
    note: noteOf(run),
  }
  const chosen = await choosePatchInTime(seen, request, { signal: run.signal, until: pool.until })
  const where = { runId: run.runId, instanceId: problem.instanceId }
  const hasModel = request.modelOf !== null
  const report = await concludeChoice(deps.store, { ...chosen, hasModel, ...where }, run.input.config)
  const others = run.input.instance === null ? [] : await otherChoices(problem, seen)
  return { observations: seen.observations, report: { ...report, others: [...others] } }
}

/** What a run sees of a pool, before any selector is asked. */
export function lookAtRunPool(
  deps: SolveDeps,
  run: SolveRun,
  { until, ...pool }: TimedPool,
): Promise<SeenPool> {
  const { config } = run.input
  return lookAtPool(
    {
      problem: problemOf(run),
      base: deps.base,
      baseKey: deps.baseKey,
      code: deps.code,
      executions: deps.store.executions,
      cores: config.jobs ?? deps.cores,
      note: noteOf(run),
    },
    {
      ...pool,
      options: {
        ...defaultObserveOptions,
        scriptTimeoutMs: config.scriptSeconds * 1_000,
        // The code in an issue is a stranger's: it runs where it can do no harm, or not at all.
        ...(deps.base.kind === 'none' || config.network ? { probeTimeoutMs: 0 } : {}),
      },
      verifier: deps.verifier,
    },
    { signal: run.signal, until },
  )
}

function noteOf(run: SolveRun): (text: string) => void {
  return (text) => run.onEvent({ type: 'run-note', text: `selection: ${text}` })
}
