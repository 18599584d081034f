import { isProgram } from '../classes/changed-files.ts'
import type { Observations } from '../observe/observe-pool.ts'
import { crashesInOwnLines } from './call-signs.ts'
import { createNaturalness, type Naturalness } from './naturalness.ts'
import { patchLines } from './patch-lines.ts'
import { mendedShare } from './probe-signs.ts'

export const signNames = ['peak', 'mends', 'crashes'] as const
export type SignName = (typeof signNames)[number]

/** What can be told of a patch without a test of the issue and without a model, as numbers of about the size of 1. */
export interface PatchSigns extends Readonly<Record<SignName, number>> {
  /** Surprise of the least expected tokens that it adds. */
  readonly peak: number
  /** Share of the statements that failed before and do not any more. */
  readonly mends: number
  /** 1 where a call of a touched function fails in a line that the patch added. */
  readonly crashes: number
}

type Signed = Pick<Observations, 'matrix' | 'corpus' | 'probes' | 'calls'>

/** Signs of each patch. `naturalness` is of the project's code, and may be kept for further pools. */
export function patchSigns(
  observations: Signed,
  naturalness: Naturalness = createNaturalness(observations.corpus),
): readonly PatchSigns[] {
  return observations.matrix.patches.map(({ patch }, at) => ({
    peak: peakOf(patch, naturalness),
    mends: mendedShare(observations.probes, at),
    crashes: crashesInOwnLines(observations.calls, at) ? 1 : 0,
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
