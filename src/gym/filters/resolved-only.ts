import type { AttemptFilter } from './attempt-summary.ts'

/** Leaves attempts that hidden tests call resolved: rejection sampling. */
export const resolvedOnly: AttemptFilter = (attempts) =>
  attempts.map(({ resolved }) => (resolved === true ? null : resolved === null ? 'no-verdict' : 'unresolved'))
