import type { SftManifest } from '../app/index.ts'
import { renderTable } from '../view/index.ts'

type FilterCounts = SftManifest['filters']

/** What each filter was given and left. */
export function filterTable(filters: FilterCounts): readonly string[] {
  return renderTable(
    ['FILTER', 'IN', 'OUT', 'LEFT OUT'],
    filters.map(({ filter, in: before, out, dropped }) => [
      filter,
      String(before),
      String(out),
      Object.entries(dropped)
        .map(([reason, count]) => `${count} ${reason}`)
        .join(', '),
    ]),
  )
}
