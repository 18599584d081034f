import { z } from 'zod'

/** Lines by file, counted from 1; paths relative to the root. */
export type CoveredLines = ReadonlyMap<string, ReadonlySet<number>>

const rowSchema = z.object({ test: z.string(), path: z.string(), lines: z.array(z.number().int()) })

/** What `capuchin_collector.py` wrote, by test. A last line that a kill cut short is left out. */
export function parseCoverage(text: string): ReadonlyMap<string, CoveredLines> {
  const tests = new Map<string, Map<string, Set<number>>>()
  for (const line of text.split('\n')) {
    const row = parseRow(line)
    if (!row) continue
    const files = tests.get(row.test) ?? new Map<string, Set<number>>()
    tests.set(row.test, files)
    const known = files.get(row.path) ?? new Set()
    files.set(row.path, known)
    for (const number of row.lines) known.add(number)
  }
  return tests
}

function parseRow(line: string): z.infer<typeof rowSchema> | null {
  if (line === '') return null
  try {
    return rowSchema.safeParse(JSON.parse(line)).data ?? null
  } catch {
    return null
  }
}
