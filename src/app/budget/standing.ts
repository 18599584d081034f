import { needsModel, type ClassRanking, type Observations } from '../../selection/index.ts'
import type { Standing } from './next-attempt.ts'

/** How things stand among attempts that ended, by what was seen of their patches. */
export interface SeenStanding extends Standing {
  /** Whether a model would be asked to choose among what there is now. */
  readonly doubt: boolean
}

/** A leader with faults is believed in by nobody: it leads because the others have some, too. */
export function standingOf(
  { entries, matrix, classes }: Pick<Observations, 'entries' | 'matrix' | 'classes'>,
  ranking: ClassRanking,
): SeenStanding {
  const [leader] = ranking.classes
  const members = classes[leader?.at ?? -1]?.patches ?? []
  const leading = members.flatMap((patch) => matrix.patches[patch]?.entries ?? [])
  const holding = [...entries.keys()].filter((entry) => entries[entry]?.evidence?.plausible === true)
  const promising = new Set([...leading, ...holding].flatMap((entry) => entries[entry]?.attemptIndex ?? []))
  return {
    belief: leader === undefined || leader.broken > 0 ? 0 : leader.posterior,
    promising: promising.size,
    doubt: needsModel(ranking),
  }
}
