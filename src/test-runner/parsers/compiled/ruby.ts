import { fromStrippedLines } from '../line-parser.ts'
import type { LogParser } from '../log-parser.ts'
import { isWord } from '../python-pattern.ts'
import { skipSpace } from '../python-text.ts'

const letters: ReadonlyMap<string | undefined, string> = new Map([
  ['.', 'PASSED'],
  ['E', 'FAILED'],
  ['F', 'FAILED'],
  ['O', 'SKIPPED'],
])

/** Minitest: `Suite#test = 0.01 s = .`; the name ends at the last `. ` before the last `=` before the last letter. */
export const parseMinitest: LogParser = fromStrippedLines(
  (line) => {
    const letter = Math.max(line.lastIndexOf('.'), line.lastIndexOf('F'), line.lastIndexOf('E'))
    const equals = letter < 1 ? -1 : line.lastIndexOf('=', letter - 1)
    const end = equals < 2 ? -1 : line.lastIndexOf('. ', equals - 2)
    return end < 1 ? null : [line.slice(0, end), letters.get(line[letter]) ?? '']
  },
  { holds: ['='] },
)

/** Cucumber's progress: `name ....` or `name ...F`. */
export const parseCucumber: LogParser = fromStrippedLines(
  (line) => {
    for (let at = line.lastIndexOf(' .'); at >= 0; at = at === 0 ? -1 : line.lastIndexOf(' .', at - 1)) {
      let end = at + 1
      while (line[end] === '.') end++
      if (line[end] === 'F') return [line.slice(0, at), 'FAILED']
      if (end - at > 2) return [line.slice(0, at), 'PASSED']
    }
    return null
  },
  { holds: [' .'] },
)

/** test-unit: `test: name: .`, the letter behind the last colon that has one. */
export const parseRubyUnit: LogParser = fromStrippedLines(
  (line) => {
    const start = line.startsWith('test: ') ? 'test: '.length : 0
    for (let colon = line.lastIndexOf(':'); colon >= 1; colon = line.lastIndexOf(':', colon - 1)) {
      const letter = skipSpace(line, colon + 1)
      const status = letter === colon + 1 ? undefined : letters.get(line[letter])
      const ends =
        line[letter] === '.' || letter + 1 === line.length || !isWord(line.slice(letter + 1, letter + 3))
      if (status !== undefined && ends) return [line.slice(colon > start ? start : 0, colon), status]
    }
    return null
  },
  { holds: [':'] },
)

/** RSpec's JSON after upstream's transformation: `description - passed`. */
export const parseRspec: LogParser = fromStrippedLines(
  (line) => {
    const passed = line.lastIndexOf(' - passed')
    const failed = line.lastIndexOf(' - failed')
    const end = Math.max(passed, failed)
    return end < 1 ? null : [line.slice(0, end), passed > failed ? 'PASSED' : 'FAILED']
  },
  { holds: [' - passed', ' - failed'] },
)

/** jekyll: the runner changed between pull requests. An unknown one is read as Minitest, where upstream gives up. */
export const parseJekyll: LogParser = (log, context) => {
  const pullRequest = context.instanceId.split('-')[1] ?? ''
  return (['8761', '8771'].includes(pullRequest) ? parseCucumber : parseMinitest)(log, context)
}
