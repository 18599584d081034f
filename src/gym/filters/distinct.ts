import type { AttemptFilter } from './attempt-summary.ts'

/** Of attempts that are there twice, as when two files hold one, leaves the first. */
export const distinct: AttemptFilter = (attempts) => {
  const seen = new Set<string>()
  return attempts.map(({ trajectoryId }) => {
    if (seen.has(trajectoryId)) return 'duplicate'
    seen.add(trajectoryId)
    return null
  })
}
