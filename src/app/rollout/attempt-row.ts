import { trajectoryExitSchema, type AttemptEvent, type Candidate, type Usage } from '../../domain/index.ts'
import { eventsByAttempt } from '../export/events-by-attempt.ts'
import { attemptEnd, type TimedEvent } from '../export/attempt-trajectory.ts'
import { candidatesOf } from '../select/pick-candidate.ts'
import type { SolveResult } from '../solve/solve-records.ts'
import type { Store } from '../../store/index.ts'

/** How one attempt of a rollout went. */
export interface AttemptRow {
  readonly instanceId: string
  readonly repo: string
  /** Run of the instance, in the store. */
  readonly runId: string
  readonly attempt: number
  readonly exit: ReturnType<typeof attemptEnd>['exit']
  /** Its best patch; '' where it left none, null where something around it broke. */
  readonly patch: string | null
  /** Replies of a model. */
  readonly turns: number
  readonly usage: Usage | null
  readonly durationMs: number | null
}

/** An attempt with all the patches that it offers, best first. */
export interface MadeAttempt {
  readonly row: AttemptRow
  readonly candidates: readonly Candidate[]
}

export interface RowPlace {
  readonly runId: string
  readonly instanceId: string
  readonly repo: string
}

/** The attempts of an instance's run, in order, as its events tell them; of one that never began, as its result does. */
export async function attemptsOf(
  store: Store,
  place: RowPlace,
  { attempts }: Pick<SolveResult, 'attempts'>,
): Promise<readonly MadeAttempt[]> {
  const events = new Map(eventsByAttempt(await store.loadEvents(place.runId)))
  return attempts.map(({ attemptIndex: attempt, outcome, reason }) => {
    const own = events.get(attempt) ?? []
    const made = toAttempt(own, { ...place, attempt })
    if (made.row.exit.kind !== 'unknown') return made
    const kind = trajectoryExitSchema.shape.kind.safeParse(outcome).data ?? 'unknown'
    return { ...made, row: { ...made.row, exit: { kind, reason } } }
  })
}

function toAttempt(
  events: readonly TimedEvent[],
  place: Pick<AttemptRow, keyof RowPlace | 'attempt'>,
): MadeAttempt {
  const { exit, patch, usage, durationMs } = attemptEnd(events)
  return {
    row: {
      ...place,
      exit,
      patch,
      turns: events.filter(({ event }) => event.type === 'model-reply').length,
      usage,
      durationMs,
    },
    candidates: events.flatMap(({ event }) => candidatesAtEnd(event)),
  }
}

function candidatesAtEnd(event: AttemptEvent): readonly Candidate[] {
  return event.type === 'attempt-end' ? candidatesOf(event.outcome) : []
}
