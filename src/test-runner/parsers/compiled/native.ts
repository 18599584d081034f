import { dropDuration } from '../durations.ts'
import { fromStrippedLines } from '../line-parser.ts'
import type { LogParser } from '../log-parser.ts'
import { fromMarkedLines } from '../marked-lines.ts'
import { pythonPattern } from '../python-pattern.ts'
import { isSpace, skipSpaceBack } from '../python-text.ts'

/** Redis and Valkey: `[ok]: name (12 ms)`; a failure's ` in file` is no part of its name. */
export const parseRedis: LogParser = fromMarkedLines({
  marks: { '[ok]:': 'PASSED', '[err]:': 'FAILED', '[skip]:': 'SKIPPED', '[ignore]:': 'SKIPPED' },
  gap: 'one',
  name: (rest, status) => (status === 'FAILED' ? dropFile(dropDuration(rest)) : dropDuration(rest)),
})

/** jq: `PASS: name`. */
export const parseJq: LogParser = fromMarkedLines({
  marks: { 'PASS:': 'PASSED', 'FAIL:': 'FAILED' },
  gap: 'one',
})

/** MicroPython: `pass name`. */
export const parseMicropython: LogParser = fromMarkedLines({
  marks: { pass: 'PASSED', FAIL: 'FAILED', skip: 'SKIPPED' },
  gap: 'many',
})

const googleMark = pythonPattern('\\[\\s*(OK|FAILED)\\s*\\]\\s', { flags: 'y' })

/** GoogleTest: `[       OK ] Suite.Test (0 ms)`, by the last such mark and the last brackets behind it. */
export const parseGoogleTest: LogParser = fromStrippedLines(
  (line) => {
    const end = line.endsWith(')') ? lastBracket(line) : -1
    if (end < 0) return null
    const pattern = new RegExp(googleMark)
    for (let at = line.lastIndexOf('[', end); at >= 0; at = at === 0 ? -1 : line.lastIndexOf('[', at - 1)) {
      pattern.lastIndex = at
      const mark = pattern.exec(line)
      if (mark && pattern.lastIndex <= end)
        return [line.slice(pattern.lastIndex, end), mark[1] === 'OK' ? 'PASSED' : 'FAILED']
    }
    return null
  },
  { holds: ['OK', 'FAILED'] },
)

/** The last whitespace with an opening bracket behind it, which the line's last character closes. */
function lastBracket(line: string): number {
  for (let open = line.lastIndexOf('(', line.length - 2); open >= 1; open = line.lastIndexOf('(', open - 1)) {
    if (isSpace(line.charCodeAt(open - 1))) return open - 1
  }
  return -1
}

/** A name without ` in <word>` at its end. */
function dropFile(name: string): string {
  let word = name.length
  while (word > 0 && !isSpace(name.charCodeAt(word - 1))) word--
  const mark = skipSpaceBack(name, word)
  const end = mark - 'in'.length
  const isFile = word < name.length && mark < word && name.endsWith('in', mark)
  return isFile && isSpace(name.charCodeAt(end - 1)) ? name.slice(0, skipSpaceBack(name, end)) : name
}
