import type { AttemptFilter } from './attempt-summary.ts'

/** Leaves out attempts that cheated, by the first rule that found them out. */
export const honest: AttemptFilter = (attempts) => attempts.map(({ cheating }) => cheating[0] ?? null)
