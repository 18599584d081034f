import { parseGoTest } from '../compiled/go.ts'
import { fromLines, markOf } from '../line-parser.ts'
import type { LogParser } from '../log-parser.ts'
import { isSpace, before, skipSpace, skipWord, splitWords } from '../python-text.ts'
import { leadingStatus, statusWords } from '../python/pytest.ts'

/** pytest's progress: `path::test PASSED`, the id at the margin. */
const parseProgress: LogParser = fromLines(
  (line) => {
    const end = skipWord(line, 0)
    if (end === 0 || end === line.length) return null
    const start = skipSpace(line, end)
    const status = leadingStatus(line.slice(start, start + 'SKIPPED'.length))
    return status === undefined ? null : [line.slice(0, end), status]
  },
  { holds: statusWords },
)

/** mypy: the last word of a line with a status in it. */
const parseMypy: LogParser = fromLines(
  (line) => {
    const status = ['PASSED', 'FAILED'].find((word) => line.includes(word))
    const test = status === undefined ? undefined : splitWords(line).at(-1)
    return status === undefined || test === undefined ? null : [test, status]
  },
  { holds: ['PASSED', 'FAILED'] },
)

const slugifyEndings: readonly (readonly [ending: string, status: string])[] = [
  ['ok', 'PASSED'],
  ['FAIL', 'FAILED'],
  ['ERROR', 'ERROR'],
]

/** python-slugify: unittest's `name (case) ... ok`, with plain characters before the dots. */
const parseSlugify: LogParser = fromLines(
  (line) => {
    for (const [ending, status] of slugifyEndings) {
      const dots = line.length - ending.length - ' ... '.length
      if (dots < 1 || !line.endsWith(ending) || !line.startsWith('...', dots + 1)) continue
      const blanks = isSpace(line.charCodeAt(dots)) && isSpace(line.charCodeAt(dots + 4))
      if (blanks && isPlain(line, dots)) return [line.slice(0, dots), status]
    }
    return null
  },
  { holds: ['...'] },
)

/** tornado: `name ... ok`, `name ... skipped why`, `FAIL: name (case)`. */
const parseTornado: LogParser = fromLines(
  (line) => {
    if (line.endsWith('... ok')) return [before(line, ' ... '), 'PASSED']
    if (line.includes(' ... skipped ')) return [before(line, ' ... '), 'SKIPPED']
    if (markOf(line, ['ERROR:', 'FAIL:']) === undefined) return null
    return [splitWords(line, 3).slice(1).join(' '), 'FAILED']
  },
  { holds: ['...', 'ERROR:', 'FAIL:'] },
)

/** paramiko: `PASSED id`, with one whitespace character. */
const parseParamiko: LogParser = fromLines((line) => statusAndWord(line, 0), { holds: statusWords })

/** autograd: the lines of pytest's workers, `[gw3] PASSED id`. */
const parseAutograd: LogParser = fromLines(
  (line) => {
    const mark = line.startsWith('[gw') ? /^\[gw\p{Nd}\]/u.exec(line) : null
    return mark && isSpace(line.charCodeAt(mark[0].length)) ? statusAndWord(line, mark[0].length + 1) : null
  },
  { begins: '[' },
)

function statusAndWord(line: string, at: number): readonly [test: string, status: string] | null {
  const status = leadingStatus(at === 0 ? line : line.slice(at))
  if (status === undefined || !isSpace(line.charCodeAt(at + status.length))) return null
  const start = at + status.length + 1
  const end = skipWord(line, start)
  return end > start ? [line.slice(start, end), status] : null
}

function isPlain(line: string, end: number): boolean {
  for (let at = 0; at < end; at++) {
    const code = line.charCodeAt(at)
    if (!isSpace(code) && !plainCharacter.test(line[at] ?? '')) return false
  }
  return true
}

const plainCharacter = /[a-zA-Z0-9_\-,.()']/

/** SWE-smith's parsers by their own names. */
export const sweSmithParsers: Readonly<Record<string, LogParser>> = {
  parse_log_pytest: parseProgress,
  parse_log_gotest: parseGoTest,
  parse_log_mypy: parseMypy,
  parse_log_python_slugify: parseSlugify,
  parse_log_tornado: parseTornado,
  parse_log_paramiko: parseParamiko,
  parse_log_autograd: parseAutograd,
}
