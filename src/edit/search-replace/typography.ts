import { bareLine } from '../text-file.ts'
import { indentOf } from './indent.ts'
import type { Block } from './rewrite.ts'
import type { Run } from './line-search.ts'

/** Marks of typesetters and the plain ones that are written for them, one character for one. */
const plainMarks: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '-': '\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uFE58\uFE63\uFF0D',
    "'": '\u2018\u2019\u201A\u201B\u2032\u02BC\uFF07',
    '"': '\u201C\u201D\u201E\u201F\u2033\u00AB\u00BB\uFF02',
    ' ': '\u00A0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200A\u202F\u205F\u3000',
  }).flatMap(([plain, marks]) => marks.split('').map((mark) => [mark, plain] as const)),
)

const typeset = new RegExp(`[${[...plainMarks.keys()].join('')}]`, 'g')

/** A line with plain marks only, of the same length. */
export function inPlainMarks(line: string): string {
  return line.replaceAll(typeset, (mark) => plainMarks.get(mark) ?? mark)
}

/**
 * A block in the marks of the place that equals its search but for marks: lines it keeps become those of the place, and
 * of lines that change, what they have in common with an old one.
 */
export function inMarksOfPlace(block: Block, { pairs }: Run, fileLines: readonly string[]): Block {
  const own = new Map(pairs.map(([at, fileLine]) => [at, bareLine(fileLines[fileLine] ?? '').trim()]))
  const search = block.search.map((line, at) => indentOf(line) + (own.get(at) ?? line.trimStart()))
  const differing = block.search
    .map((line, at) => ({ written: line.trim(), own: own.get(at) ?? line.trim() }))
    .filter(({ written, own: there }) => written !== there)
    .slice(0, maxDiffering)
  const replace = block.replace.map((line) => indentOf(line) + withMarksOf(differing, line.trimStart()))
  return { search, replace }
}

/** Each costs a look at every new line. */
const maxDiffering = 50

interface MarkedLine {
  readonly written: string
  readonly own: string
}

function withMarksOf(differing: readonly MarkedLine[], line: string): string {
  const text = line.trimEnd()
  let best = { shared: 0, text: line }
  for (const { written, own } of differing) {
    const most = Math.min(text.length, written.length)
    let head = 0
    while (head < most && text[head] === written[head]) head += 1
    let tail = 0
    while (tail < most - head && text.at(-1 - tail) === written.at(-1 - tail)) tail += 1
    if (head + tail > best.shared)
      best = {
        shared: head + tail,
        text: own.slice(0, head) + text.slice(head, text.length - tail) + own.slice(own.length - tail),
      }
  }
  return best.text
}
