import { mutationPriorSchema, type MutationPrior } from '../mutate/index.ts'
import type { Config } from './config.ts'
import { readModelFile } from './read-model-file.ts'

/** The prior that the settings name; null where they name none. @throws CapuchinError `log/unreadable`, `analyze/bad-input`. */
export async function configuredPrior({ prior }: Pick<Config, 'prior'>): Promise<MutationPrior | null> {
  if (prior === undefined) return null
  const problem = 'it is no prior that improve wrote, or one of another version'
  return readModelFile(prior, mutationPriorSchema, problem)
}
