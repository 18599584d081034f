import { createForwardSearch } from '../forward-search.ts'
import type { LogParser } from '../log-parser.ts'
import { pythonPattern } from '../python-pattern.ts'
import { collapse, skipSpace, skipSpaceBack, skipWord } from '../python-text.ts'

const numberedStart = pythonPattern('\\s{2}\\d+\\)', { flags: 'g' })

/**
 * eslint: Mocha's list of failures, `  1) name`, where the name ends at the whitespace before the first `...Error` on
 * a line. Only failures are known.
 */
export const parseEslint: LogParser = (log) => {
  const results = new Map<string, string>()
  const errorAfter = createForwardSearch(log, 'Error')
  const pattern = new RegExp(numberedStart)
  for (let match = pattern.exec(log); match; match = pattern.exec(log)) {
    const start = pattern.lastIndex
    const bounds = nameBounds(log, start, errorAfter)
    // Without an error behind it, this and all later numbers begin no failure.
    if (!bounds) break
    results.set(collapse(log.slice(start, bounds.nameEnd)), 'FAILED')
    pattern.lastIndex = bounds.end
  }
  return results
}

/** Where the name that begins at `start` ends, and where its error does. */
function nameBounds(log: string, start: number, errorAfter: (from: number) => number) {
  let blank = skipWord(log, start)
  for (;;) {
    const text = skipSpace(log, blank)
    const error = errorAfter(text)
    if (error < 0) return null
    const newline = log.indexOf('\n', text)
    const lineEnd = newline < 0 ? log.length : newline
    if (error < lineEnd) {
      const last = log.lastIndexOf('Error', lineEnd - 'Error'.length)
      return { nameEnd: blank, end: last + 'Error'.length }
    }
    // The name goes on to the line of that error: up to the whitespace that ends the line before it.
    blank = skipSpaceBack(log, log.lastIndexOf('\n', error), start)
  }
}
