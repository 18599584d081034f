import { mutationPriorSchema, type MutationPrior } from '../mutate/index.ts'
import { badInput } from './analyze/json-lines.ts'
import type { Config } from './config.ts'
import { readInput } from './read-input.ts'

/** The prior that the settings name; null where they name none. @throws CapuchinError `log/unreadable`, `analyze/bad-input`. */
export async function configuredPrior({ prior }: Pick<Config, 'prior'>): Promise<MutationPrior | null> {
  if (prior === undefined) return null
  const { data, error } = mutationPriorSchema.safeParse(parse(await readInput(prior)))
  if (error) throw badInput(prior, 'it is no prior that improve wrote, or one of another version')
  return data
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
