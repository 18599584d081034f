import { createColumn, words } from './column.ts'
import type { VisitRow } from './postings.ts'

/** Rows of postings in the order in which they come. */
export function createPostingRows() {
  const termColumn = createColumn(words)
  const items = createColumn(words)
  const counts = createColumn(words)
  return {
    push: (term: number, item: number, count: number): void => {
      termColumn.push(term)
      items.push(item)
      counts.push(count)
    },
    forEach: (visit: VisitRow): void => {
      const [a, b, c] = [termColumn.finish(), items.finish(), counts.finish()]
      for (let row = 0; row < a.length; row++) visit(a[row] ?? 0, b[row] ?? 0, c[row] ?? 0)
    },
  }
}

/** Tells each number of a list once with how often it is there, in the order of first sight. */
export function createCounter() {
  let counts = new Uint32Array(1 << 12)
  return (list: readonly number[], visit: (value: number, times: number) => void): void => {
    const seen: number[] = []
    for (const value of list) {
      if (value >= counts.length) {
        const wider = new Uint32Array(Math.max(value + 1, counts.length * 2))
        wider.set(counts)
        counts = wider
      }
      const before = counts[value] ?? 0
      if (before === 0) seen.push(value)
      counts[value] = before + 1
    }
    for (const value of seen) {
      visit(value, counts[value] ?? 0)
      counts[value] = 0
    }
  }
}
