import { z } from 'zod'

const mapSchema = z.object({ mappings: z.string() })
const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Lines of the first source that the given generated lines (from 1) come from; empty where the map cannot be read. */
export function mapLines(map: unknown, generated: ReadonlySet<number>): ReadonlySet<number> {
  const parsed = mapSchema.safeParse(map)
  if (!parsed.success) return new Set()
  const original = new Set<number>()
  let line = 0
  for (const [index, segments] of parsed.data.mappings.split(';').entries())
    for (const segment of segments.split(',')) {
      const [, , delta] = decode(segment)
      if (delta === undefined) continue
      line += delta
      if (generated.has(index + 1)) original.add(line + 1)
    }
  return original
}

/** Base64 VLQ: generated column, source, line and column, each relative to the one before. */
function decode(segment: string): readonly number[] {
  const values: number[] = []
  let value = 0
  let shift = 0
  for (const letter of segment) {
    const digit = digits.indexOf(letter)
    value += (digit & 31) << shift
    shift += 5
    if ((digit & 32) !== 0) continue
    values.push((value & 1) === 1 ? -(value >> 1) : value >> 1)
    value = 0
    shift = 0
  }
  return values
}
