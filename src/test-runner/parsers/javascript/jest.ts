import { dropDuration } from '../durations.ts'
import type { LogParser } from '../log-parser.ts'
import { fromMarkedLines } from '../marked-lines.ts'
import { pythonPattern } from '../python-pattern.ts'
import { digitBefore, isSpace, skipSpaceBack, strip } from '../python-text.ts'

/** Jest's `--verbose`: `✓ name (12 ms)`, without the blocks around the test. */
export const parseJest: LogParser = fromMarkedLines({
  marks: { '✓': 'PASSED', '✕': 'FAILED', '○': 'SKIPPED' },
  gap: 'one',
  name: (rest, _status, { harness }) => {
    const name = dropDuration(rest)
    return harness === 'v5' ? strip(name) : name
  },
})

/** Jest's JSON after upstream's transformation: `[PASSED] block name`. */
export const parseJestJson: LogParser = fromMarkedLines({
  marks: { '[PASSED]': 'PASSED', '[FAILED]': 'FAILED' },
  gap: 'one',
})

/** Vitest's verbose reporter: `✓ name 12ms`. A name that ends in a number loses it. */
export const parseVitest: LogParser = fromMarkedLines({
  marks: { '✓': 'PASSED', '×': 'FAILED', '↓': 'SKIPPED' },
  gap: 'one',
  name: (rest) => rest.slice(0, vitestNameEnd(rest)),
})

/** TAP: `ok 1 name`, nested results too. */
export const parseTap: LogParser = fromMarkedLines({
  marks: { ok: 'PASSED', 'not ok': 'FAILED' },
  gap: 'blank',
  name: (rest) => tapName.exec(rest)?.[1] ?? null,
})

const tapName = pythonPattern('^\\d+ (.+)$')

/** immutable-js: the runner changed between pull requests. An unknown one is read as Jest, where upstream gives up. */
export const parseImmutableJs: LogParser = (log, context) => {
  const pullRequest = context.instanceId.slice(context.instanceId.lastIndexOf('-') + 1)
  return pullRequest === '2005' ? parseJestJson(log, context) : parseJest(log, context)
}

/** Where a name ends before ` 12 ms`, ` 12` or ` [skipped]`; a name has at least one character. */
function vitestNameEnd(text: string): number {
  if (text.endsWith('[skipped]')) {
    const blank = text.length - '[skipped]'.length - 1
    return blank >= 1 && isSpace(text.charCodeAt(blank)) ? blank : text.length
  }
  const unit = text.endsWith('ms') ? 2 : text.endsWith('s') || text.endsWith('m') ? 1 : 0
  const blank = blankBeforeNumber(text, unit === 0 ? text.length : skipSpaceBack(text, text.length - unit))
  return blank >= 1 ? blank : text.length
}

/** Index of the whitespace before the digits that end at `end`; -1 where there are none. */
function blankBeforeNumber(text: string, end: number): number {
  let at = end
  while (at > 0 && digitBefore(text, at) > 0) at -= digitBefore(text, at)
  return at < end && at > 0 && isSpace(text.charCodeAt(at - 1)) ? at - 1 : -1
}
