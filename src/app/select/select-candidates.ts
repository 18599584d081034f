import type { Selection, SelectionReport } from '../../domain/index.ts'
import {
  defaultObserveOptions,
  needsModel,
  selectors,
  type Observations,
  type ObserveRequest,
  type SelectorName,
} from '../../selection/index.ts'
import { deriveSeed, hasCode, messageOf } from '../../std/index.ts'
import { openJournal, problemOf, runJournal, type SolveDeps, type SolveRun } from '../solve/solve-deps.ts'
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
  const choice = await choose(deps, run, seen)
  return { observations: seen.observations, report: reportChoice(seen, choice, run.input.config) }
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

/** A model is asked unasked where votes leave doubt; one that nobody named must not cost a run its result. */
async function choose(
  deps: SolveDeps,
  run: SolveRun,
  { observations, ranking, executor }: SeenPool,
): Promise<Selection> {
  const { config } = run.input
  const note = noteOf(run)
  const asking = deps.selectionModelOf?.({ warn: note })
  const tools = {
    ...(asking ?? { model: null }),
    executor,
    journal: openJournal(deps, run, runJournal),
    seed: deriveSeed(config.seed, config.attempts),
    scriptTimeoutMs: config.scriptSeconds * 1_000,
    onNote: note,
  }
  const chooseBy = (name: SelectorName): Promise<Selection> =>
    selectors[name].select(problemOf(run), observations, { tools, signal: run.signal })
  if (config.select !== 'auto') return chooseBy(config.select)
  if (asking === undefined || !needsModel(ranking)) return chooseBy('weighted-voting')
  try {
    return await chooseBy('selector-machine')
  } catch (error) {
    if (!hasCode(error, 'llm')) throw error
    note(`no model could be asked, so votes decide: ${messageOf(error)}`)
    return chooseBy('weighted-voting')
  }
}
