import { calibratedOdds, featuresOf, type CandidateRow, type VerifierModel } from '../../verifier/index.ts'
import { verdictOf } from '../observe/matrix.ts'
import type { Observations } from '../observe/observe-pool.ts'
import { agreementOnCalls } from '../signs/call-signs.ts'
import type { PatchSigns } from '../signs/patch-signs.ts'

type Verified = Pick<Observations, 'matrix' | 'tests' | 'regression' | 'entries' | 'classes' | 'calls'>

/** By observed patch: log-odds of being right, by a trained verifier. */
export function verifierOdds(
  model: VerifierModel,
  observations: Verified,
  signs: readonly PatchSigns[],
): readonly number[] {
  const vectors = featuresOf(toCandidateRows(observations, signs))
  return vectors.map((vector) => calibratedOdds(model, vector))
}

/** What a verifier may know of the patches of a pool, in their order; it has no label. */
export function toCandidateRows(
  { matrix, tests, regression, entries, classes, calls }: Verified,
  signs: readonly PatchSigns[],
): readonly CandidateRow[] {
  const agreement = agreementOnCalls(calls, matrix.patches.length)
  const voting = [...tests.keys()].filter((at) => tests[at]?.noVote === null)
  return matrix.patches.map(({ patch, entries: offered }, at) => {
    const seen = offered.flatMap((entry) => entries[entry]?.evidence?.tests ?? [])
    const run = regression?.runs[at]?.comparison ?? seen[0]
    return {
      instanceId: '',
      repo: '',
      candidateId: String(at),
      patch,
      tests: run
        ? {
            broken: run.broken.length,
            fixed: run.fixed.length,
            stillPassing: run.stillPassing.length,
          }
        : null,
      votes:
        voting.length === 0
          ? null
          : {
              passed: voting.filter((test) => verdictOf(matrix.cells[at]?.[test]) === 'fixed').length,
              of: voting.length,
            },
      attempt: null,
      signals: { ...signs[at], alike: alikeShare(at, classes), agrees: agreement[at] ?? 0 },
      resolved: null,
    }
  })
}

/** Of the other patches, the share that does the same. */
function alikeShare(patch: number, classes: Verified['classes']): number {
  const all = classes.reduce((sum, { patches }) => sum + patches.length, 0)
  const own = classes.find(({ patches }) => patches.includes(patch))?.patches.length ?? 1
  return all < 2 ? 0 : (own - 1) / (all - 1)
}
