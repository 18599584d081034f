const rowsPerPage = 500

/**
 * Rows of a query in their order, a page at a time: the texts of a long attempt take much room, and most readers keep less
 * than these. `load` gives the rows behind one, or the first ones, at most `limit`.
 */
export async function* inPages<Row>(
  load: (behind: Row | null, limit: number) => Promise<readonly Row[]>,
): AsyncGenerator<Row> {
  for (let behind: Row | null = null; ;) {
    const rows: readonly Row[] = await load(behind, rowsPerPage)
    yield* rows
    const last = rows.at(-1)
    if (last === undefined || rows.length < rowsPerPage) return
    behind = last
  }
}
