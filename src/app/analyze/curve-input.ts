import { z } from 'zod'
import { fromCsv, type CurvePoint } from '../../analysis/index.ts'
import { wilsonInterval } from '../../std/index.ts'
import { readInput } from '../read-input.ts'
import { badInput } from './json-lines.ts'

const number = z.string().trim().min(1).pipe(z.coerce.number<string>())
const count = number.pipe(z.int().nonnegative())
const rowSchema = z
  .object({
    x: number.pipe(z.number().positive()),
    y: number.optional(),
    resolved: count.optional(),
    instances: count.pipe(z.int().positive()).optional(),
    series: z.string().min(1).default('resolved'),
    low: number.optional(),
    high: number.optional(),
  })
  .refine(
    ({ y, resolved, instances }) => (y === undefined) !== (resolved === undefined || instances === undefined),
    { error: 'a row has either y, or resolved and instances' },
  )
  .refine(({ low, high }) => (low === undefined) === (high === undefined), {
    error: 'a row has low and high, or neither',
  })
  .refine(({ resolved = 0, instances = resolved }) => resolved <= instances, {
    error: 'resolved is at most instances',
  })

/**
 * Points of a CSV file with a header (docs/formats/analysis.md). Counts become percent with Wilson's interval.
 *
 * @throws CapuchinError `log/unreadable`, `analyze/bad-input`
 */
export async function readCurveInput(path: string): Promise<readonly CurvePoint[]> {
  const [header = [], ...rows] = fromCsv(await readInput(path))
  const name = path === '-' ? 'standard input' : path
  if (rows.length === 0) throw badInput(name, 'there is no row below a header in it')
  return rows.map((fields, index) => {
    const known = header.map((column, at) => [column.trim(), fields[at] ?? ''] as const)
    const { data, error } = rowSchema.safeParse(Object.fromEntries(known.filter(([, text]) => text !== '')))
    if (!data) {
      const [issue] = error.issues
      throw badInput(`${name}, row ${index + 1}`, `${issue?.path.join('.') || 'the row'}: ${issue?.message}`)
    }
    return toPoint(data)
  })
}

function toPoint({ series, x, y, resolved = 0, instances = 1, low, high }: z.infer<typeof rowSchema>) {
  const given = low === undefined || high === undefined ? null : { low, high }
  if (y !== undefined) return { series, x, y, interval: given }
  const wilson = wilsonInterval(resolved, instances)
  const interval = given ?? { low: 100 * wilson.low, high: 100 * wilson.high }
  return { series, x, y: (100 * resolved) / instances, interval }
}
