import { dropEscapes } from '../ansi.ts'
import { createForwardSearch } from '../forward-search.ts'
import type { LogParser } from '../log-parser.ts'
import { pythonPattern } from '../python-pattern.ts'
import { hasLength, rstrip, skipSpace, strip } from '../python-text.ts'
import { dropElements } from './drop-elements.ts'

const numbered = pythonPattern('\\d+\\)', { flags: 'y' })
const longestName = 1000

/**
 * p5.js: `1) suite`, its name over lines of growing indent up to a colon. Objects, lists and elements that the page
 * logged are taken out before. Only failures are known.
 */
export const parseP5js: LogParser = (log) => {
  const results = new Map<string, string>()
  const text = dropElements(dropJson(dropEscapes(log)))
  const colonAfter = createForwardSearch(text, ':')
  const number = new RegExp(numbered)
  let lineStart = 0
  while (lineStart >= 0) {
    const first = skipSpace(text, lineStart)
    number.lastIndex = first
    const start = number.test(text) ? number.lastIndex : -1
    const colon = start < 0 ? -1 : colonAfter(start)
    const isName =
      colon >= 0 && colon - start <= 2 * longestName && !hasLength(text.slice(start, colon), longestName + 1)
    if (isName) {
      const lines = text.slice(start, colon).split('\n')
      if (isNested(lines)) results.set(lines.map(strip).join(':'), 'FAILED')
    }
    lineStart = lineAfter(text, isName ? colon : first)
  }
  return results
}

/** Start of the line after the one that `at` lies in; -1 if there is none. */
function lineAfter(text: string, at: number): number {
  const newline = text.indexOf('\n', at)
  return newline < 0 ? -1 : newline + 1
}

function isNested(lines: readonly string[]): boolean {
  let last = 0
  return lines.every((line) => {
    const indent = skipSpace(line)
    const deeper = indent > last
    last = indent
    return deeper
  })
}

/** Takes out blocks between a line that ends in `{` or `[` and the bracket alone on a line, and one-line values. */
function dropJson(log: string): string {
  let inObject = false
  let inList = false
  const kept = log.split('\n').filter((line) => {
    const text = rstrip(line)
    if (text.endsWith('{')) inObject = true
    else if (text.endsWith('[')) inList = true
    else if (text === '}' && inObject) inObject = false
    else if (text === ']' && inList) inList = false
    else return !inObject && !inList && !isOneLineValue(text)
    return false
  })
  return kept.join('\n')
}

function isOneLineValue(text: string): boolean {
  return (text.startsWith('{') && text.endsWith('}')) || (text.startsWith('[') && text.endsWith(']'))
}
