import { z } from 'zod'
import { jsonOf } from '../../std/index.ts'

/**
 * A list of test ids: a list, or JSON of one in a string. Null and absent mean that the dataset says nothing. A
 * string that holds no list is an error: read as empty it would count as passed.
 */
export const testListSchema = z
  .unknown()
  .optional()
  .transform((value, context) => {
    if (value === null || value === undefined) return undefined
    const list = typeof value === 'string' ? jsonOf(value) : value
    const parsed = z.array(z.string()).safeParse(list)
    if (parsed.success) return parsed.data
    context.addIssue({
      code: 'custom',
      message: `expected a list of test ids, or JSON of one, found ${shorten(value)}`,
    })
    return z.NEVER
  })

/** Text that some files hold as a number: `version: 3.1` in YAML, `created_at` in milliseconds. */
export const textSchema = z.union([z.string(), z.number(), z.bigint(), z.date()]).transform((value) => {
  return value instanceof Date ? value.toISOString() : String(value)
})

/** Text that may be null, which means absent. */
export const maybeTextSchema = textSchema.nullish().transform((value) => value ?? undefined)

/** Text that is empty where it is null or absent. */
export const proseSchema = textSchema.nullish().transform((value) => value ?? '')

/** An object, or JSON of one in a string; an empty string, null and absent are an empty object. */
export function jsonObject<T extends z.ZodType>(schema: T) {
  const decoded = z
    .unknown()
    .optional()
    .transform((value): unknown => {
      if (value === null || value === undefined || value === '') return {}
      return typeof value === 'string' ? (jsonOf(value) ?? value) : value
    })
  return decoded.pipe(schema)
}

/** Binary files by what they belong to; lists may be null, items without an address are of no use. */
const assetsSchema = z
  .array(z.object({ path: z.string(), url: z.string().nullish() }).catch({ path: '', url: null }))
  .nullish()
export const imageAssetsSchema = jsonObject(
  z.object({ test_patch: assetsSchema, patch: assetsSchema }).catchall(z.unknown()),
).transform(({ test_patch }) =>
  (test_patch ?? []).flatMap(({ path, url }) => (path !== '' && url ? [{ path, url }] : [])),
)

function shorten(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
