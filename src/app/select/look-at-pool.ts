import type { ExecutionCache, Problem, Selection, SelectionReport } from '../../domain/index.ts'
import type { CodeFinder } from '../../repo/index.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import {
  abstainBelow,
  calibrate,
  createExecutor,
  explainSelection,
  observePool,
  rankClasses,
  type ClassRanking,
  type Executor,
  type Observations,
  type ObserveRequest,
  type PastChoice,
} from '../../selection/index.ts'
import { createSyntax } from '../../syntax/index.ts'

/** What patches are for, and where they are run. */
export interface PoolPlace {
  readonly problem: Problem
  readonly base: Sandbox
  readonly baseKey: string
  readonly code: CodeFinder
  readonly executions: ExecutionCache
  /** Commands that may run at once. */
  readonly cores: number
  /** Tells what is being done, one line a stage. */
  readonly note: (text: string) => void
}

/** How long patches may be looked at: `until` leaves what was seen by then, `signal` nothing. */
export interface PoolTime {
  readonly signal: AbortSignal
  readonly until?: AbortSignal | undefined
}

/** A pool on which everything there is was run. */
export interface SeenPool {
  readonly observations: Observations
  readonly ranking: ClassRanking
  /** For whoever wants to run more on it. */
  readonly executor: Executor
  /** What there was no time for. */
  readonly outOfTime: readonly string[]
}

/** Runs what there is to run on a pool. Nothing that was run before is run again. */
export async function lookAtPool(
  { problem, base, baseKey, code, executions, cores, note }: PoolPlace,
  request: Omit<ObserveRequest, 'issue'>,
  time: PoolTime,
): Promise<SeenPool> {
  const executor = createExecutor({ base, baseKey, executions, cores })
  const outOfTime: string[] = []
  using syntax = createSyntax()
  const observations = await observePool(
    { ...request, issue: problem.problemStatement },
    { executor, code, syntax, onStage: note, onLate: (what) => void outOfTime.push(what) },
    time,
  )
  return { observations, ranking: rankClasses(observations), executor, outOfTime }
}

export interface ReportedChoice {
  /** Whether one could be asked. */
  readonly hasModel: boolean
  readonly minConfidence: number
  readonly past: readonly PastChoice[]
}

/** The record of a choice, its confidence set right by earlier ones, or of none where nobody can be sure enough. */
export function reportChoice(
  { observations, ranking, executor, outOfTime }: SeenPool,
  choice: Selection,
  { hasModel, minConfidence, past }: ReportedChoice,
): SelectionReport {
  // The selector may have run things of its own.
  const seen = { ...observations, counts: executor.counts() }
  return explainSelection(seen, {
    selection: abstainBelow(calibrate(choice, past), minConfidence),
    ranking,
    hasModel,
    outOfTime,
  })
}
