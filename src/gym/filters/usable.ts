import type { AttemptFilter } from './attempt-summary.ts'

/** Leaves out attempts that no row can be made of, and those that something around them broke. */
export const usable: AttemptFilter = (attempts) =>
  attempts.map(({ exit, unusable }) => (exit === 'infra' || exit === 'cancelled' ? exit : unusable))
