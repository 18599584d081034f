import type { Trajectory } from '../../domain/index.ts'

/** What a verifier is asked of an attempt. Hidden tests have no part in it. */
export interface VerifierQuestion {
  readonly system: string
  readonly user: string
}

/** A question, or why an attempt cannot be asked about. */
export type AskedQuestion =
  | { readonly ok: true; readonly question: VerifierQuestion }
  | { readonly ok: false; readonly reason: string }

/** How the answer is written: `<judgement>YES</judgement>`. */
export interface VerifierAnswer {
  /** Before the word; '' where there is nothing. */
  readonly before: string
  /** The word for an attempt that was resolved, and for one that was not; no blank before them. */
  readonly resolved: string
  readonly unresolved: string
  readonly after: string
}

/** One way to ask a verifier; its answers are single words that are easy to score. */
export interface VerifierStyle {
  readonly name: string
  readonly ask: (trajectory: Trajectory) => AskedQuestion
  readonly answer: VerifierAnswer
}
