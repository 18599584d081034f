import type { ClassRanking, RankedClass } from './rank-classes.ts'

/** Whether what was seen leaves enough doubt to ask a model: nothing stands out among classes that could all be right. */
export function needsModel(
  ranking: ClassRanking,
  { below = 0.9 }: { readonly below?: number } = {},
): boolean {
  const [leader] = ranking.classes
  const faultless = ranking.classes.filter(({ broken }) => broken === 0)
  return leader !== undefined && leader.posterior < below && faultless.length >= 2
}

/**
 * Classes that a model may still choose among, best first: those without faults; where all have some, all of them.
 * What was right before is known, and no argument makes up for breaking it.
 */
export function classesLeft({ classes }: ClassRanking): readonly RankedClass[] {
  const faultless = classes.filter(({ broken }) => broken === 0)
  return faultless.length > 0 ? faultless : classes
}
