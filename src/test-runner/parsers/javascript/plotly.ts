import { linesWith } from '../lines.ts'
import type { LogParser } from '../log-parser.ts'
import { isSpace, skipSpace, skipSpaceBack } from '../python-text.ts'

interface Entry {
  readonly name: string
  readonly rest: string
}

/** plotly.js: `- suite :` and `* test : status`, indented; a line not deeper than the last suite ends all suites. */
export const parsePlotly: LogParser = (log) => {
  const results = new Map<string, string>()
  let suites = ''
  let level = 0
  for (const line of linesWith(log, { begins: '-*' })) {
    const indent = skipSpace(line)
    const mark = line[indent]
    const entry = mark === '-' || mark === '*' ? readEntry(line, indent) : null
    if (!entry) continue
    if (indent <= level) suites = ''
    if (mark === '-') {
      suites += `${entry.name}.`
      level = indent
    } else results.set(suites + entry.name, statusOf(entry.rest))
  }
  return results
}

function statusOf(rest: string): string {
  const text = rest.toLowerCase()
  return text.includes('ok') && !text.includes('failed') ? 'PASSED' : 'FAILED'
}

/** `<indent><mark> name :rest`, the mark at `indent`, up to the first colon with whitespace before it. */
function readEntry(line: string, indent: number): Entry | null {
  const gap = indent + 1
  if (indent === 0 || !isSpace(line.charCodeAt(gap))) return null
  const start = skipSpace(line, gap)
  let colon = line.indexOf(':', start + 1)
  while (colon >= 0 && !isSpace(line.charCodeAt(colon - 1))) colon = line.indexOf(':', colon + 1)
  if (colon >= 0)
    return {
      name: line.slice(start, skipSpaceBack(line, colon)),
      rest: line.slice(skipSpace(line, colon + 1)),
    }
  // The colon right behind at least two blanks leaves a name of nothing.
  if (line[start] !== ':' || start - gap < 2) return null
  return { name: '', rest: line.slice(skipSpace(line, start + 1)) }
}
