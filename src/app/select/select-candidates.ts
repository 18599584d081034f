import type { SelectionReport } from '../../domain/index.ts'
import { defaultObserveOptions, type Observations, type ObserveRequest } from '../../selection/index.ts'
import { openJournal, problemOf, runJournal, type SolveDeps, type SolveRun } from '../solve/solve-deps.ts'
import { choosePatch, flowOf } from './choose-patch.ts'
import { keepChoice, pastChoices } from './keep-choice.ts'
import { lookAtPool, reportChoice, type SeenPool } from './look-at-pool.ts'

/** Patches and tests; a null `commandFor` stands for what attempts saw of the existing tests. */
export type Pool = Pick<ObserveRequest, 'entries' | 'tests' | 'commandFor'>

export interface SelectedCandidate {
  readonly report: SelectionReport
  readonly observations: Observations
}

/** Runs what there is to run on a pool, and lets the selector choose that the run's settings name. */
export async function selectCandidate(
  deps: SolveDeps,
  run: SolveRun,
  pool: Pool,
): Promise<SelectedCandidate> {
  const seen = await lookAtRunPool(deps, run, pool)
  const request = {
    problem: problemOf(run),
    config: run.input.config,
    flow: run.input.given === null ? ('current' as const) : flowOf(run.input.config),
    modelOf: deps.selectionModelOf,
    journal: openJournal(deps, run, runJournal),
    note: noteOf(run),
  }
  const choice = await choosePatch(seen, request, run)
  const { minConfidence } = run.input.config
  const report = reportChoice(seen, choice, { minConfidence, past: await pastChoices(deps.store) })
  await keepChoice(deps.store, { runId: run.runId, instanceId: run.runId }, report)
  return { observations: seen.observations, report }
}

/** What a run sees of a pool, before any selector is asked. */
export function lookAtRunPool(deps: SolveDeps, run: SolveRun, pool: Pool): Promise<SeenPool> {
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
    { ...pool, options: { ...defaultObserveOptions, scriptTimeoutMs: config.scriptSeconds * 1_000 } },
    run,
  )
}

function noteOf(run: SolveRun): (text: string) => void {
  return (text) => run.onEvent({ type: 'run-note', text: `selection: ${text}` })
}
