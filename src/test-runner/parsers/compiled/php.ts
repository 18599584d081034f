import { fromLines } from '../line-parser.ts'
import type { LogParser } from '../log-parser.ts'
import { isWord } from '../python-pattern.ts'
import { hasLength, skipSpace } from '../python-text.ts'

const marks: ReadonlyMap<string | undefined, string> = new Map([
  ['✔', 'PASSED'],
  ['✘', 'FAILED'],
  ['↩', 'SKIPPED'],
])

/** PHPUnit's `--testdox`: a suite `Name (Class)`, then ` ✔ test`. */
export const parsePhpUnit: LogParser = (log, context) => {
  let suite = 'None'
  return fromLines((line) => {
    const name = suiteName(line)
    if (name !== null) suite = name
    const mark = skipSpace(line)
    const status = name === null ? marks.get(line[mark]) : undefined
    return status === undefined ? null : [`${suite} > ${line.slice(skipSpace(line, mark + 1))}`, status]
  })(log, context)
}

/** The text before the last ` (...)` that a line ends with: two characters at least, the first of a word. */
function suiteName(line: string): string | null {
  if (!line.endsWith(')') || line.length < 4 || !isWord(line)) return null
  const name = line.slice(0, Math.max(0, line.lastIndexOf(' (', line.length - 4)))
  return hasLength(name, 2) ? name : null
}
