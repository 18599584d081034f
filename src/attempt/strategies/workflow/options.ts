import type { SamplingOptions } from '../../../llm/index.ts'

/** The numbers are those of the runs that SWE-Gym reports of MoatlessTools. */
export interface WorkflowOptions {
  readonly sampling: SamplingOptions
  /** `auto`: in a form that the provider keeps to, and as text where it refuses that. */
  readonly replies: 'auto' | 'text'
  /** Of one reply. */
  readonly replyTokens: number
  /** Code that the first search is shown: spans looked at, of which so many a file, in so many tokens. */
  readonly openingSpans: number
  readonly openingSpansPerFile: number
  readonly openingTokens: number
  /** Spans that a search comes to. */
  readonly searchSpans: number
  /** Beyond, a definition or what lies between definitions is more than one span. */
  readonly spanTokens: number
  /** Of the code that all chosen spans come to. */
  readonly contextTokens: number
  /** Of the code that one question shows, and that of an edit. */
  readonly shownTokens: number
  readonly editShownTokens: number
  /** Of the code that one edit replaces. */
  readonly editTokens: number
  readonly maxTransitions: number
  /** Further replies to a question, in a row, after one that cannot be used. */
  readonly maxRetries: number
  /** Visits of the states plan and edit, each. */
  readonly maxVisits: number
  /** Null for no limit. It cannot hold where the price of the model is unknown. */
  readonly maxCostUsd: number | null
}

export const defaultWorkflowOptions: WorkflowOptions = {
  sampling: {},
  replies: 'auto',
  replyTokens: 2_000,
  openingSpans: 100,
  openingSpansPerFile: 5,
  openingTokens: 6_000,
  searchSpans: 75,
  spanTokens: 2_000,
  contextTokens: 16_000,
  shownTokens: 12_000,
  editShownTokens: 8_000,
  editTokens: 750,
  maxTransitions: 25,
  maxRetries: 2,
  maxVisits: 8,
  maxCostUsd: 1,
}
