import type { Strategy } from '../../attempt/index.ts'
import { toProblem, type Journal, type Problem, type RunEvent } from '../../domain/index.ts'
import type { Model } from '../../llm/index.ts'
import type { CodeFinder } from '../../repo/index.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import type { Clock } from '../../std/index.ts'
import type { Store } from '../../store/index.ts'
import type { TestCommand } from '../../test-runner/index.ts'
import type { VerifierModel } from '../../verifier/index.ts'
import type { RunBudget } from '../budget/run-budget.ts'
import type { RunModels } from '../create-models.ts'
import type { SolveInput } from './solve-records.ts'

/** What a solve run needs, already built. */
export interface SolveDeps {
  readonly store: Store
  readonly clock: Clock
  readonly cores: number
  /** Opened on the user's checkout, setup command run; owned by the caller. */
  readonly base: Sandbox
  /** Fingerprint of the files it was opened on. */
  readonly baseKey: string
  /** Finds code in the base. */
  readonly code: CodeFinder
  /** The command that runs the existing tests of one file; null where none is known. */
  readonly commandFor: ((file: string) => TestCommand | null) | null
  /** What attempts do, for whoever asks what kind of run this is. */
  readonly strategy: Pick<Strategy, 'name' | 'mustFix'>
  /** The same of one attempt: attempts may differ in temperature. */
  readonly strategyOf: (attempt: number) => Strategy
  /** The model that writes the edits which the other plans; null where one model does both. */
  readonly editorOf: SolveDeps['modelOf']
  /** The model of an attempt, wrapped with everything, or null for strategies without one. */
  readonly modelOf: (attempt: {
    readonly index: number
    readonly journal: Journal
    readonly step: () => number
    readonly warn: (text: string) => void
  }) => Model | null
  /** Models of calls that belong to the run and not to an attempt, or null for strategies without a model. */
  readonly plannedModelOf: RunModels['ofPlanned']
  /** The model that chooses among patches, or null where there is none. */
  readonly selectionModelOf: RunModels['ofSelection'] | null
  /** What all of them draw on; without a cap where none was given. */
  readonly budget: RunBudget
  /** Tells patches apart where no test does; null where there is none. */
  readonly verifier: VerifierModel | null
  readonly redact: (text: string) => string
  /** Lets an attempt begin when others leave room for it. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>
}

export interface SolveRun {
  readonly runId: string
  readonly input: SolveInput
  readonly onEvent: (event: RunEvent) => void
  readonly signal: AbortSignal
}

/** Since when there is a record, and who follows the times in it. */
export type RecordedTimes = Pick<Parameters<Store['openJournal']>[0], 'recordedSince' | 'onMoment'>

/** Index under which a run journals what belongs to no attempt. */
export const runJournal = -1

/** The journal of one attempt, or of the run itself; a cut is told as an event. */
export function openJournal(
  deps: SolveDeps,
  { runId, onEvent, times }: SolveRun & { readonly times?: RecordedTimes },
  attempt: number,
) {
  return deps.store.openJournal({
    ...times,
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

/** What the attempts of a run are about. */
export function problemOf({ runId, input }: SolveRun): Problem {
  return toProblem({
    instanceId: input.instance?.instanceId ?? runId,
    repo: input.instance?.repo ?? input.root,
    baseCommit: input.head ?? '',
    problemStatement: input.issue,
  })
}
