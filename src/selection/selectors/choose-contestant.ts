import { addUsage, noUsage, type Inquiry, type Selection, type Usage } from '../../domain/index.ts'
import type { Observations } from '../observe/observe-pool.ts'
import type { Contestant } from './contest.ts'

export interface ContestOutcome {
  readonly winner: Contestant
  readonly decidedBy: string
  readonly reason: string
  readonly confidence: number | null
  readonly inquiry: Inquiry
}

/** A selection made without a model, with what a model chose put first; members of its class come next to it. */
export function chooseContestant(
  before: Selection,
  { classes }: Observations,
  { winner, decidedBy, reason, confidence, inquiry }: ContestOutcome,
): Selection {
  const members = new Set(classes[winner.at]?.patches)
  const others = before.ranking.filter((at) => at !== winner.patch)
  return {
    ...before,
    ranking: [
      winner.patch,
      ...others.filter((at) => members.has(at)),
      ...others.filter((at) => !members.has(at)),
    ],
    chosen: winner.patch,
    confidence: { value: confidence, said: null, calibratedOn: null },
    decidedBy,
    reason,
    usage: inquiry.completions.map(({ usage }) => usage).reduce<Usage>(addUsage, noUsage),
    inquiry,
  }
}
