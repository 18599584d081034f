import { createSyntax } from '../../syntax/index.ts'
import type { SelectionReport } from '../../domain/index.ts'
import {
  abstainBelow,
  createExecutor,
  defaultObserveOptions,
  explainSelection,
  observePool,
  rankClasses,
  selectors,
  type Observations,
  type OfferedTest,
  type PoolEntry,
  type SelectorName,
} from '../../selection/index.ts'
import type { TestCommand } from '../../test-runner/index.ts'
import { deriveSeed } from '../../std/index.ts'
import { openJournal, problemOf, runJournal, type SolveDeps, type SolveRun } from '../solve/solve-deps.ts'

export interface Pool {
  readonly entries: readonly PoolEntry[]
  readonly tests: readonly OfferedTest[]
  readonly selector: SelectorName
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
      onStage: (text) => run.onEvent({ type: 'run-note', text: `selection: ${text}` }),
    },
    { signal },
  )
  const chosen = await selectors[selector].select(problemOf(run), observations, {
    tools: {
      model: null,
      executor,
      journal: openJournal(deps, run, runJournal),
      seed: deriveSeed(config.seed, config.attempts),
    },
    signal,
  })
  const selection = abstainBelow(chosen, config.minConfidence)
  return {
    observations,
    report: explainSelection(observations, { selection, ranking: rankClasses(observations) }),
  }
}
