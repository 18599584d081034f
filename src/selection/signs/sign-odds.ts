import type { Observations } from '../observe/observe-pool.ts'
import { patchSigns, signNames, type PatchSigns, type SignName } from './patch-signs.ts'

export type SignWeights = Readonly<Record<SignName, number>>

/** Log-odds of one unit of each sign; fitted by `npm run bench:select -- --fit` on labelled patches of real issues. */
export const signWeights: SignWeights = {
  peak: -0.9,
  mends: 0.3,
  crashes: -0.8,
  wrong: -2,
  odd: -0.5,
  company: 0.6,
}

/** How much likelier its signs make each patch, in log-odds; comparable within a pool. */
export function signOdds(
  observations: Pick<Observations, 'matrix' | 'corpus' | 'probes' | 'calls' | 'findings'>,
): readonly number[] {
  return patchSigns(observations).map((signs) => oddsOf(signs, signWeights))
}

export function oddsOf(signs: PatchSigns, weights: SignWeights): number {
  return signNames.reduce((sum, name) => sum + signs[name] * weights[name], 0)
}
