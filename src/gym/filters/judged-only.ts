import type { AttemptFilter } from './attempt-summary.ts'

/** Leaves attempts that hidden tests said something of, whatever it was. */
export const judgedOnly: AttemptFilter = (attempts) =>
  attempts.map(({ resolved }) => (resolved === null ? 'no-verdict' : null))
