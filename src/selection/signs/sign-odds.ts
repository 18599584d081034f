import { signNames, type PatchSigns, type SignName } from './patch-signs.ts'

export type SignWeights = Readonly<Record<SignName, number>>

/** Log-odds of one unit of each sign; fitted by `npm run bench:select -- --fit` on labelled patches of real issues. */
export const signWeights: SignWeights = {
  peak: -0.8,
  mends: 0.1,
  crashes: -1.3,
  wrong: -1.9,
  odd: -0.5,
  company: 0.5,
}

/** How much likelier its signs make each patch, in log-odds; comparable within a pool. */
export function signOdds(signs: readonly PatchSigns[]): readonly number[] {
  return signs.map((one) => oddsOf(one, signWeights))
}

export function oddsOf(signs: PatchSigns, weights: SignWeights): number {
  return signNames.reduce((sum, name) => sum + signs[name] * weights[name], 0)
}
