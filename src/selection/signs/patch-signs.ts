import { isProgram } from '../classes/changed-files.ts'
import type { Observations } from '../observe/observe-pool.ts'
import { crashesInOwnLines } from './call-signs.ts'
import { createNaturalness, type Naturalness } from './naturalness.ts'
import { patchLines } from './patch-lines.ts'
import { companyOf } from './patch-places.ts'
import { breaksOwnCode, mendedShare } from './probe-signs.ts'

export const signNames = ['peak', 'mends', 'crashes', 'wrong', 'odd', 'company'] as const
export type SignName = (typeof signNames)[number]

/** What can be told of a patch without a test of the issue and without a model, as numbers of about the size of 1. */
export interface PatchSigns extends Readonly<Record<SignName, number>> {
  /** Surprise of the least expected tokens that it adds. */
  readonly peak: number
  /** Share of the statements that failed before and do not any more. */
  readonly mends: number
  /** 1 where a call of a touched function, or a statement of the issue, fails newly in a way that nobody means. */
  readonly crashes: number
  /** 1 where it brings in code that cannot do what it says. */
  readonly wrong: number
  /** 1 where it brings in code that is rarely meant. */
  readonly odd: number
  /** Share of the other patches that change the same place. */
  readonly company: number
}

export type Signed = Pick<Observations, 'matrix' | 'corpus' | 'probes' | 'calls' | 'findings'>

/** Signs of each patch. `naturalness` is of the project's code, and may be kept for further pools. */
export function patchSigns(
  { matrix, corpus, probes, calls, findings }: Signed,
  naturalness: Naturalness = createNaturalness(corpus),
): readonly PatchSigns[] {
  const company = companyOf(matrix.patches.map(({ patch }) => patch))
  return matrix.patches.map(({ patch }, at) => ({
    peak: peakOf(patch, naturalness),
    mends: mendedShare(probes, at),
    crashes: crashesInOwnLines(calls, at) || breaksOwnCode(probes, at) ? 1 : 0,
    wrong: findings[at]?.some(({ grade }) => grade === 'wrong') ? 1 : 0,
    odd: findings[at]?.some(({ grade }) => grade === 'odd') ? 1 : 0,
    company: company[at] ?? 0,
  }))
}

/** One odd token is a fault more often than many that are a little unusual. */
const peakTokens = 3
const bitsOfOne = 16

function peakOf(patch: string, naturalness: Naturalness): number {
  const program = patchLines(patch).filter(({ path }) => isProgram(path))
  const bits = program.flatMap(({ hunks }) =>
    hunks.flatMap((hunk) => {
      const surprise = naturalness.surprise(hunk.map(({ text }) => text))
      return surprise.filter((_, at) => hunk[at]?.added).flat()
    }),
  )
  const peaks = bits.toSorted((a, b) => b - a).slice(0, peakTokens)
  return peaks.length === 0 ? 0 : peaks.reduce((sum, one) => sum + one, 0) / peaks.length / bitsOfOne
}
