import { fromLines } from '../line-parser.ts'
import type { LogParser } from '../log-parser.ts'
import { splitWords } from '../python-text.ts'

const outcomes: ReadonlyMap<string | undefined, string> = new Map([
  ['ok', 'PASSED'],
  ['FAILED', 'FAILED'],
])

/** `cargo test`: `test path::name ... ok`; doctests, whose names hold blanks, are no results. */
export const parseCargo: LogParser = fromLines(
  (line) => {
    const [mark, test, dots, outcome, more] = splitWords(line, 5)
    const status = outcomes.get(outcome)
    if (mark !== 'test' || test === undefined || dots !== '...' || more !== undefined) return null
    return status === undefined ? null : [test, status]
  },
  { begins: 't' },
)
