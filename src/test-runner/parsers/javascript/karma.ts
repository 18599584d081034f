import { linesOf } from '../lines.ts'
import type { LogParser } from '../log-parser.ts'
import { isSpace, skipSpace } from '../python-text.ts'

const statuses: ReadonlyMap<string, string> = new Map([
  ['✔', 'PASSED'],
  ['✖', 'FAILED'],
])

/** Karma's tree between `Starting browser` and `SUMMARY:`, as `suite > name`; a smaller indent ends one suite. */
export const parseKarma: LogParser = (log) => {
  const results = new Map<string, string>()
  const suites: string[] = []
  let level = -1
  let started = false
  for (const line of linesOf(log)) {
    if (line.startsWith('SUMMARY:')) break
    const starts = line.includes('Starting browser')
    if (starts) started = true
    if (starts || !started) continue
    const { indent, status, name } = readLine(line)
    if (status !== undefined) results.set([...suites, name].join(' > '), status)
    else if (indent > 0 && indent > level) suites.push(name)
    else if (indent > 0 && indent < level) suites.pop()
    if (status === undefined && indent > 0) level = indent
  }
  return results
}

/** Indent (without the one blank that parts it from the name), mark and name. */
function readLine(line: string) {
  const start = skipSpace(line)
  const status = isSpace(line.charCodeAt(start + 1)) ? statuses.get(line[start] ?? '') : undefined
  return status === undefined
    ? { indent: start - 1, status, name: line.slice(start) }
    : { indent: start, status, name: line.slice(start + 2) }
}
