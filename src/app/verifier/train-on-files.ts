import { trainVerifier, type TrainedVerifier } from '../../verifier/index.ts'
import { badInput } from '../analyze/json-lines.ts'
import { writeOutputs } from '../analyze/write-outputs.ts'
import { readCandidates } from './read-candidates.ts'

export interface TrainOnFilesRequest {
  /** JSON lines, a candidate each. */
  readonly candidates: readonly string[]
  /** File for the model. */
  readonly out: string
  readonly folds: number
  readonly seed: number
}

/**
 * Trains a verifier on graded candidates and keeps it as a file.
 *
 * @throws CapuchinError `log/unreadable`, `analyze/bad-input`, also where all verdicts are alike, `analyze/cannot-write`.
 */
export async function trainOnFiles({
  candidates: files,
  out,
  folds,
  seed,
}: TrainOnFilesRequest): Promise<TrainedVerifier> {
  const candidates = await readCandidates(files)
  const verdicts = new Set(candidates.map(({ resolved }) => resolved))
  if (!verdicts.has(true) || !verdicts.has(false))
    throw badInput(files.join(', '), 'training needs candidates that are resolved and some that are not')
  const trained = trainVerifier({ candidates, folds, seed })
  await writeOutputs([[out, () => `${JSON.stringify(trained.model, null, 2)}\n`]])
  return trained
}
