import type { z } from 'zod'
import { CapuchinError, messageOf } from '../std/index.ts'

/** The one sentence for a record that cannot be used, with where it stands. */
export function badRecord(where: string, what: string, cause?: unknown): CapuchinError {
  return new CapuchinError('gym/bad-record', `cannot use ${where}: ${what}`, {
    cause,
    hint: 'docs/formats/trajectories.md says what each format must hold.',
  })
}

/** @throws CapuchinError `gym/bad-record` */
export function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw badRecord(where, `it is no JSON (${messageOf(cause).slice(0, 200)})`, cause)
  }
}

/** @throws CapuchinError `gym/bad-record` naming the first field that does not fit */
export function checked<T>(schema: z.ZodType<T>, value: unknown, where: string): T {
  const { data, error } = schema.safeParse(value)
  if (!error) return data
  const [issue] = error.issues
  throw badRecord(where, `${issue?.path.join('.') || 'the record'}: ${issue?.message}`, error)
}
