import { addUsage, noUsage, type AttemptEvent, type RunEvent, type Usage } from '../domain/index.ts'

/** What can be said of an attempt at one moment. */
export interface AttemptState {
  readonly index: number
  readonly strategy: string
  readonly model: string | null
  readonly stage: string
  readonly step: number
  /** Last seen test figures, for example `12 passed, 1 failed`. */
  readonly tests: string
  readonly search: string
  readonly usage: Usage
  readonly ended: string | null
  readonly startedAt: number
  readonly endedAt: number | null
  /** Milliseconds between its start and now, or its end, in which the run was stopped or killed. */
  readonly awayMs: number
}

export interface RunState {
  readonly title: string
  readonly attempts: ReadonlyMap<number, AttemptState>
}

export const emptyRunState: RunState = { title: '', attempts: new Map() }

/** The state after one more event: live view and history both come from here. */
export function reduceRunState(state: RunState, event: RunEvent): RunState {
  if (event.type === 'run-start') return { ...state, title: event.title }
  if (event.type !== 'attempt') return state
  const before = state.attempts.get(event.attemptIndex) ?? newAttempt(event.attemptIndex, event.at)
  const after = reduceAttempt(before, event.event, event.at)
  return { ...state, attempts: new Map([...state.attempts, [event.attemptIndex, after]]) }
}

function newAttempt(index: number, at: number): AttemptState {
  return {
    index,
    strategy: '',
    model: null,
    stage: 'starting',
    step: 0,
    tests: '',
    search: '',
    usage: noUsage,
    ended: null,
    startedAt: at,
    endedAt: null,
    awayMs: 0,
  }
}

function reduceAttempt(state: AttemptState, event: AttemptEvent, at: number): AttemptState {
  switch (event.type) {
    case 'attempt-start':
      return { ...state, strategy: event.strategy, model: event.model }
    case 'stage':
      return { ...state, stage: event.stage }
    case 'step-start':
      return { ...state, step: event.step, stage: event.stage }
    case 'model-reply':
      return { ...state, usage: addUsage(state.usage, event.usage) }
    case 'test-result':
      return { ...state, tests: `${event.passed} passed, ${event.failed} failed` }
    case 'search-progress':
      return { ...state, search: `${event.tried} of ${event.space} tried, ${event.plausible} plausible` }
    case 'resumed':
      return { ...state, awayMs: state.awayMs + event.awayMs }
    case 'attempt-end':
      return { ...state, ended: event.outcome.kind, endedAt: at, usage: event.outcome.usage }
    default:
      return state
  }
}
