import { createSyntax } from '../../syntax/index.ts'
import type { Selection, SelectionReport } from '../../domain/index.ts'
import {
  abstainBelow,
  createExecutor,
  defaultObserveOptions,
  explainSelection,
  needsModel,
  observePool,
  rankClasses,
  selectors,
  type ClassRanking,
  type Executor,
  type Observations,
  type OfferedTest,
  type PoolEntry,
  type SelectorName,
} from '../../selection/index.ts'
import type { TestCommand } from '../../test-runner/index.ts'
import { deriveSeed, hasCode, messageOf } from '../../std/index.ts'
import { openJournal, problemOf, runJournal, type SolveDeps, type SolveRun } from '../solve/solve-deps.ts'

export interface Pool {
  readonly entries: readonly PoolEntry[]
  readonly tests: readonly OfferedTest[]
  readonly selector: SelectorName | 'auto'
  /** The command that runs the tests of one file; null where what attempts saw has to do. */
  readonly commandFor: ((file: string) => TestCommand | null) | null
}

export interface SelectedCandidate {
  readonly report: SelectionReport
  readonly observations: Observations
}

/** Runs what there is to run on a pool, and lets a selector choose. Nothing that was run before is run again. */
export async function selectCandidate(
  deps: SolveDeps,
  run: SolveRun,
  { entries, tests, selector, commandFor }: Pool,
): Promise<SelectedCandidate> {
  const { config } = run.input
  const { signal } = run
  const note = (text: string): void => run.onEvent({ type: 'run-note', text: `selection: ${text}` })
  const executor = createExecutor({
    base: deps.base,
    baseKey: deps.baseKey,
    executions: deps.store.executions,
    cores: config.jobs ?? deps.cores,
  })
  using syntax = createSyntax()
  const observations = await observePool(
    {
      issue: run.input.issue,
      entries,
      tests,
      commandFor,
      options: { ...defaultObserveOptions, scriptTimeoutMs: config.scriptSeconds * 1_000 },
    },
    {
      executor,
      code: deps.code,
      syntax,
      onStage: note,
    },
    { signal },
  )
  const ranking = rankClasses(observations)
  const chosen = await choose(deps, run, { selector, observations, ranking, executor, note })
  const selection = abstainBelow(chosen, config.minConfidence)
  // The selector may have run things of its own.
  const seen = { ...observations, counts: executor.counts() }
  return { observations, report: explainSelection(seen, { selection, ranking }) }
}

interface ObservedPool extends Pick<Pool, 'selector'> {
  readonly observations: Observations
  readonly ranking: ClassRanking
  readonly executor: Executor
  readonly note: (text: string) => void
}

/** A model is asked unasked where votes leave doubt; one that nobody named must not cost a run its result. */
async function choose(
  deps: SolveDeps,
  run: SolveRun,
  { selector, observations, ranking, executor, note }: ObservedPool,
): Promise<Selection> {
  const { config } = run.input
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
  if (selector !== 'auto') return chooseBy(selector)
  if (asking === undefined || !needsModel(ranking)) return chooseBy('weighted-voting')
  try {
    return await chooseBy('selector-machine')
  } catch (error) {
    if (!hasCode(error, 'llm')) throw error
    note(`no model could be asked, so votes decide: ${messageOf(error)}`)
    return chooseBy('weighted-voting')
  }
}
