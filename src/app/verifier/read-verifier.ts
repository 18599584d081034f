import { verifierModelSchema, type VerifierModel } from '../../verifier/index.ts'
import { badInput } from '../analyze/json-lines.ts'
import type { Config } from '../config.ts'
import { readInput } from '../read-input.ts'

/** @throws CapuchinError `log/unreadable`, `analyze/bad-input` for what train-verifier did not write. */
export async function readVerifier(path: string): Promise<VerifierModel> {
  const { data, error } = verifierModelSchema.safeParse(parse(await readInput(path)))
  if (error) throw badInput(path, 'it is no verifier that train-verifier wrote, or one of another version')
  return data
}

/** The verifier that the settings name; null where they name none. @throws CapuchinError as `readVerifier`. */
export function configuredVerifier({ verifier }: Pick<Config, 'verifier'>): Promise<VerifierModel | null> {
  return verifier === undefined ? Promise.resolve(null) : readVerifier(verifier)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
