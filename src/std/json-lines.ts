import type { z } from 'zod'
import { jsonOf } from './json-of.ts'

/** Values of lines of JSON, without those that are no such value: the last line of a file may be cut. */
export function readJsonLines<T>(text: string, schema: z.ZodType<T>): T[] {
  return text.split('\n').flatMap((line) => {
    const parsed = schema.safeParse(jsonOf(line))
    return parsed.success ? [parsed.data] : []
  })
}
