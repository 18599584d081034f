import {
  oddsOf,
  rankClasses,
  type ClassRanking,
  type Observations,
  type SignWeights,
} from '../../src/selection/index.ts'
import { poolOf, type SeenIssue, type SeenPatch } from '../select/load-issues.ts'

/** What the product makes of the patches of some attempts, without a look at labels. */
export interface Judgement {
  readonly observations: Observations
  readonly ranking: ClassRanking
  /** The patch that stands first. */
  readonly chosen: SeenPatch
}

export type Judge = (patches: readonly SeenPatch[]) => Judgement

/** The same patches are judged once, whoever asks. */
export function createJudge(issue: SeenIssue, weights: SignWeights): Judge {
  const known = new Map<string, Judgement>()
  return (patches) => {
    const key = patches
      .map(({ id }) => id)
      .toSorted()
      .join('\n')
    const judged = known.get(key) ?? judgeAttempts(issue, patches, weights)
    known.set(key, judged)
    return judged
  }
}

function judgeAttempts(issue: SeenIssue, made: readonly SeenPatch[], weights: SignWeights): Judgement {
  const patches = [...new Map(made.map((patch) => [patch.id, patch])).values()]
  const { observations, signs } = poolOf(issue, patches)
  const placed = asAttempts(observations, made, patches)
  const ranking = rankClasses(placed, { signs: signs.map((one) => oddsOf(one, weights)) })
  const chosen = patches[ranking.classes[0]?.patch ?? 0]
  if (chosen === undefined) throw new Error('there is no patch to choose')
  return { observations: placed, ranking, chosen }
}

/** Several attempts may have come to one patch; what existing tests say of it is what its maker saw. */
function asAttempts(
  observations: Observations,
  made: readonly SeenPatch[],
  patches: readonly SeenPatch[],
): Observations {
  const brokenBy = (patch: SeenPatch): number =>
    observations.regression?.runs[patches.indexOf(patch)]?.comparison.broken.length ?? 0
  return {
    ...observations,
    entries: made.map((patch, attemptIndex) => ({
      patch: patch.patch,
      label: `attempt ${attemptIndex}`,
      attemptIndex,
      evidence: { plausible: brokenBy(patch) === 0, reason: '', tests: null, failCommand: null },
    })),
    matrix: {
      ...observations.matrix,
      patches: observations.matrix.patches.map((pooled, at) => ({
        ...pooled,
        entries: [...made.keys()].filter((index) => made[index]?.id === patches[at]?.id),
      })),
    },
  }
}
