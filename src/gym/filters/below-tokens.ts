import type { AttemptFilter } from './attempt-summary.ts'

/** Leaves attempts whose longest row has fewer tokens than the limit: 32,767 of 32,768 stay, 32,768 do not. */
export function belowTokens(limit: number): AttemptFilter {
  return (attempts) => attempts.map(({ tokens }) => (tokens < limit ? null : 'too-long'))
}
