import type { z } from 'zod'
import { badInput } from './analyze/json-lines.ts'
import { readInput } from './read-input.ts'
import { jsonOf } from '../std/index.ts'

/**
 * What was learned and written to a file. `problem` says what the file is not.
 *
 * @throws CapuchinError `log/unreadable`, `analyze/bad-input`.
 */
export async function readModelFile<T extends z.ZodType>(
  path: string,
  schema: T,
  problem: string,
): Promise<z.infer<T>> {
  const { data, error } = schema.safeParse(jsonOf(await readInput(path)))
  if (error) throw badInput(path, problem)
  return data
}
