import type { Ending } from '../../hand-in.ts'
import type { Chosen, SpanName } from './spans/chosen-spans.ts'
import type { Edits } from './spans/code-reader.ts'
import type { LineRange } from '../../context/spans/cut-run.ts'

export type ActiveStateName = 'search' | 'identify' | 'decide' | 'plan' | 'clarify' | 'edit'
export type StateName = ActiveStateName | 'finished' | 'rejected'

/** The one change that is to be made next. */
export interface PlannedChange extends SpanName {
  readonly instructions: string
  /** What of the span is replaced. */
  readonly lines: LineRange
}

/** What is known so far; questions are made of it, and nothing else is kept of a state that is left. */
export interface WorkflowState {
  readonly at: StateName
  readonly transitions: number
  readonly visits: Readonly<Record<ActiveStateName, number>>
  /** Why it is over; null while it is not. */
  readonly ending: Ending | null
  /** What the issue by itself finds. */
  readonly opening: readonly SpanName[]
  /** Searches so far, a line each. */
  readonly searches: readonly string[]
  /** What the last search found. */
  readonly found: readonly SpanName[]
  readonly chosen: Chosen
  /** How often the chosen code was called relevant. */
  readonly calledRelevant: number
  /** What to search for next, in the model's words. */
  readonly suggestions: string
  readonly change: PlannedChange | null
  readonly edits: Edits
  /** Git diff of the edits against the base. */
  readonly patch: string
  /** What became of the last change, for the next plan. */
  readonly news: string
}

export const firstState: WorkflowState = {
  at: 'search',
  transitions: 0,
  visits: { search: 0, identify: 0, decide: 0, plan: 0, clarify: 0, edit: 0 },
  ending: null,
  opening: [],
  searches: [],
  found: [],
  chosen: [],
  calledRelevant: 0,
  suggestions: '',
  change: null,
  edits: new Map(),
  patch: '',
  news: '',
}
