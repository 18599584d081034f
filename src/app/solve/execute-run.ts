import { noUsage, runEventSchema, type RunEvent } from '../../domain/index.ts'
import type { Sandbox } from '../../sandbox/index.ts'
import type { Store } from '../../store/index.ts'
import { narrowCommand, type TestCommand } from '../../test-runner/index.ts'
import { createRunBudget } from '../budget/run-budget.ts'
import type { App } from '../create-app.ts'
import type { RunModels } from '../create-models.ts'
import { configuredPrior } from '../read-prior.ts'
import { runSelect } from '../select/run-select.ts'
import { configuredVerifier } from '../verifier/read-verifier.ts'
import type { BaseCode } from './base-code.ts'
import { runSolve } from './run-solve.ts'
import type { SolveInput, SolveResult } from './solve-records.ts'
import type { SolveWatch } from './start-solve.ts'

/** What the attempts of a run stand on. */
export interface RunPlace extends AsyncDisposable {
  readonly base: Sandbox
  /** Fingerprint of its files. */
  readonly baseKey: string
  readonly code: BaseCode
  /** The command that runs the existing tests of one file; null where only the run's test command is known. */
  readonly commandFor: ((file: string) => TestCommand | null) | null
}

export interface PlaceOptions {
  readonly signal: AbortSignal
  /** What a user should know of the place. */
  readonly note: (text: string) => void
}

export interface ExecuteDeps {
  readonly app: App
  readonly store: Store
  readonly models: RunModels | null
  readonly openPlace: (options: PlaceOptions) => Promise<RunPlace>
  /** Lets an attempt begin when others leave room for it. */
  readonly inTurn?: <T>(work: () => Promise<T>) => Promise<T>
}

/** Carries a stored run out: its events go to the store, its result is kept, whatever ends it is written down. */
export async function executeRun(
  { app, store, models, openPlace, inTurn = (work) => work() }: ExecuteDeps,
  { runId, input }: { readonly runId: string; readonly input: SolveInput },
  watch: SolveWatch,
): Promise<SolveResult> {
  let written = Promise.resolve()
  const onEvent = (event: RunEvent): void => {
    watch.onEvent(event)
    const transient = event.type === 'attempt' && event.event.type === 'model-text'
    if (!transient) written = written.then(() => store.appendEvent(runId, withoutSecrets(event, app.redact)))
  }
  onEvent({
    type: 'run-start',
    runId,
    at: app.clock.now(),
    title: input.title,
    attempts: input.given ? 0 : input.config.attempts,
  })
  try {
    const verifier = await configuredVerifier(input.config)
    const prior = await configuredPrior(input.config)
    const note = (text: string): void => onEvent({ type: 'run-note', text })
    await using place = await openPlace({ signal: watch.signal, note })
    const { testCommand } = input
    const work = input.given ? runSelect : runSolve
    const result = await work(
      {
        store,
        clock: app.clock,
        cores: app.cores,
        base: place.base,
        baseKey: place.baseKey,
        code: place.code.finder,
        commandFor: place.commandFor ?? (testCommand && ((file) => narrowCommand(testCommand, [file]))),
        strategy: app.createStrategy(input.config, { prior }),
        strategyOf: (attempt) => app.createStrategy(configOf(input, attempt), { prior }),
        editorOf: (attempt) => models?.ofEditor?.(attempt) ?? null,
        modelOf: (attempt) => models?.ofAttempt(attempt) ?? null,
        plannedModelOf: models?.ofPlanned ?? null,
        selectionModelOf: models?.ofSelection ?? null,
        budget: models?.budget ?? createRunBudget({ capUsd: null, keepsForSelection: false, before: [] }),
        verifier,
        redact: app.redact,
        inTurn,
      },
      { runId, input, onEvent, signal: watch.signal },
    )
    const { status, reason, usage, chosen } = result
    const winner = chosen === null ? undefined : result.candidates[chosen]
    onEvent({
      type: 'run-end',
      at: app.clock.now(),
      status,
      reason,
      usage,
      chosen: winner ? { attemptIndex: winner.attemptIndex, rank: winner.rank } : null,
    })
    await written
    await store.endRun(runId, { status, result })
    return result
  } catch (error) {
    const status = watch.signal.aborted ? 'cancelled' : 'failed'
    onEvent({
      type: 'run-end',
      at: app.clock.now(),
      status,
      reason: error instanceof Error ? error.message : String(error),
      usage: noUsage,
      chosen: null,
    })
    await written
    await store.endRun(runId, { status, result: null })
    throw error
  }
}

/** Attempts take the temperatures of their run in turn. */
function configOf({ config, temperatures }: SolveInput, attempt: number): SolveInput['config'] {
  const temperature = temperatures[attempt % temperatures.length]
  return temperature === undefined ? config : { ...config, temperature }
}

/** As journals keep what models say. */
function withoutSecrets(event: RunEvent, redact: App['redact']): RunEvent {
  const text = JSON.stringify(event)
  const clean = redact(text)
  return clean === text ? event : runEventSchema.parse(JSON.parse(clean))
}
