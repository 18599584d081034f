import { verifierModelSchema, type VerifierModel } from '../../verifier/index.ts'
import type { Config } from '../config.ts'
import { readModelFile } from '../read-model-file.ts'

/** @throws CapuchinError `log/unreadable`, `analyze/bad-input` for what train-verifier did not write. */
export function readVerifier(path: string): Promise<VerifierModel> {
  const problem = 'it is no verifier that train-verifier wrote, or one of another version'
  return readModelFile(path, verifierModelSchema, problem)
}

/** The verifier that the settings name; null where they name none. @throws CapuchinError as `readVerifier`. */
export function configuredVerifier({ verifier }: Pick<Config, 'verifier'>): Promise<VerifierModel | null> {
  return verifier === undefined ? Promise.resolve(null) : readVerifier(verifier)
}
