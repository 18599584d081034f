import { linesWith } from '../lines.ts'
import type { LogParser } from '../log-parser.ts'
import { pythonPattern } from '../python-pattern.ts'
import { before, strip } from '../python-text.ts'

const temporaryFiles = ['/tmp/(\\w+)\\.qmd', '/tmp/(\\w+)/'].map((source) =>
  pythonPattern(source, { flags: 'g' }),
)

const ends = ['ERRORS', 'failures:'] as const

/** Quarto: coloured lines `[smoke] name ... ok` up to the list of failures; no status at all is a failure. */
export const parseQuarto: LogParser = (log) => {
  const results = new Map<string, string>()
  const numberOf = new Map<string, number>()
  for (const raw of linesWith(log, { holds: ['[smoke]', '[unit]', ...ends] })) {
    if (ends.some((mark) => raw.includes(mark))) break
    const line = numberTemporaryFiles(raw, numberOf)
    if (isNoResult(line)) continue
    const test = strip(before(line, '...'))
    if (line.includes('32mok')) results.set(test, 'PASSED')
    else if (line.includes('31mFAILED') || !results.has(test)) results.set(test, 'FAILED')
  }
  return results
}

/** All temporary files of a line get the number of the first. */
function numberTemporaryFiles(raw: string, numberOf: Map<string, number>): string {
  let line = raw
  for (const pattern of temporaryFiles) {
    const at = line.search(pattern)
    if (at < 0) continue
    const [name = ''] = new RegExp(pattern).exec(line) ?? []
    if (!numberOf.has(name)) numberOf.set(name, numberOf.size)
    line = line.replaceAll(pattern, `/tmp/${numberOf.get(name)}`)
  }
  return line
}

function isNoResult(line: string): boolean {
  return (
    line.startsWith('test result:') ||
    line.includes('34mINFO') ||
    (line.includes('passed') && line.includes('failed') && line.includes('steps'))
  )
}
