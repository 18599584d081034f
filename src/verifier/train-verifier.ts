import { fitRecalibration } from '../std/index.ts'
import type { CandidateRow } from './candidate-row.ts'
import { crossValidate, type CrossValidation } from './cross-validate.ts'
import { defaultTrainingOptions, fitVerifier, toTrainingRows, type TrainingOptions } from './train.ts'
import { logistic, type VerifierModel } from './verifier-model.ts'

export interface TrainRequest {
  readonly candidates: readonly CandidateRow[]
  readonly training?: TrainingOptions
  readonly folds: number
  readonly seed: number
}

export interface TrainedVerifier {
  readonly model: VerifierModel
  /** On instances, and on repositories, that were not seen; the latter is null where there is only one. */
  readonly byInstance: CrossValidation
  readonly byRepo: CrossValidation | null
}

/** Fits a verifier on all candidates with a verdict; what it says is calibrated on instances that were left out. */
export function trainVerifier({
  candidates,
  training = defaultTrainingOptions,
  folds,
  seed,
}: TrainRequest): TrainedVerifier {
  const rows = toTrainingRows(candidates)
  const repos = [...new Set(rows.map(({ repo }) => repo))].toSorted()
  const shared = { training, folds, seed }
  const byInstance = crossValidate(rows, { ...shared, by: 'instanceId' })
  const byRepo = repos.length > 1 ? crossValidate(rows, { ...shared, by: 'repo' }) : null
  const calibration = fitRecalibration(
    rows.map(({ resolved }, at) => ({ probability: logistic(byInstance.odds[at] ?? 0), outcome: resolved })),
  )
  return {
    model: {
      kind: 'verifier',
      v: 1,
      ...fitVerifier(rows, training),
      calibration: { slope: calibration.slope, shift: calibration.shift },
      trainedOn: {
        rows: rows.length,
        resolved: rows.filter(({ resolved }) => resolved).length,
        instances: new Set(rows.map(({ instanceId }) => instanceId)).size,
        repos,
      },
    },
    byInstance,
    byRepo,
  }
}
