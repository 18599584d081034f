import { isBlank, type TextFile } from '../text-file.ts'
import { alignLines } from './align.ts'
import { createIndentMap, indentOf, type IndentPair } from './indent.ts'
import type { Run } from './line-search.ts'

/** Search and replacement of a block, as lines without line ends. */
export interface Block {
  readonly search: readonly string[]
  readonly replace: readonly string[]
}

export interface RewriteOptions {
  /** Whether new lines take the indent of the place. */
  readonly reindent: boolean
  /** Whether lines of one indent may stand at several in the file. */
  readonly uneven: boolean
  /** Whether the search was found to the character, so that blanks at the end of a line are meant, too. */
  readonly verbatim: boolean
}

/**
 * Lines that take the place of a run. Lines that the block keeps are the file's own, down to their line ends and
 * trailing spaces; new ones take the file's line end and, where asked, the indent of the place. Null when the block's
 * indents do not fit those of the place.
 */
export function rewriteRun(
  { file, block }: { readonly file: TextFile; readonly block: Block },
  run: Run,
  options: RewriteOptions,
): readonly string[] | null {
  const met = new Map(run.pairs)
  const pairOf = (searchLine: number) =>
    [block.search[searchLine] ?? '', file.lines[met.get(searchLine) ?? -1] ?? ''] as const
  const indents = createIndentMap(run.pairs.map(([searchLine]) => pairOf(searchLine)))
  if (options.reindent && !indents.consistent && !options.uneven) return null
  if (options.reindent && isWrittenInPlace(file, block, run)) return rewriteInPlace(file, block, run)
  const kept = keptLines(block, options)
  const keptSearch = new Set(kept.values())
  const end = file.lineEnd === '\r\n' ? '\r' : ''
  const out: string[] = []
  let near: IndentPair | null = null
  let previous: number | null = null
  for (const [at, line] of block.replace.entries()) {
    const searchLine = kept.get(at)
    const fileLine = searchLine === undefined ? undefined : met.get(searchLine)
    if (searchLine !== undefined && fileLine !== undefined) {
      const [search, own] = pairOf(searchLine)
      if (!isBlank(search)) near = { from: indentOf(search), to: indentOf(own) }
      if (previous !== null && isGap(block, keptSearch, [previous, searchLine]))
        out.push(...gapLines(file, met.get(previous), fileLine))
      out.push(own)
      previous = searchLine
    } else if (searchLine !== undefined && (out.length === 0 || nextFilled(kept, block, at))) {
      // A blank line that the file has its own number of: before and behind the run it stays, inside the gap is copied.
      continue
    } else if (
      searchLine !== undefined &&
      previous !== null &&
      isGap(block, keptSearch, [previous, searchLine])
    ) {
      // The same before a line that changes: the first of the gap stands for all that the file has there.
      if (searchLine === previous + 1) out.push(...blanksBehind(file, met.get(previous)))
    } else {
      previous = null
      const indent = options.reindent && !isBlank(line) ? indents.map(indentOf(line), near) : indentOf(line)
      if (indent === null) return null
      out.push((isBlank(line) ? line : indent + line.trimStart()) + end)
    }
  }
  return out
}

/** Replacement line to the search line that it repeats. */
function keptLines(block: Block, { verbatim }: RewriteOptions): ReadonlyMap<number, number> {
  const trim = (line: string): string => (verbatim ? line : line.trimEnd())
  const pairs = alignLines(block.search.map(trim), block.replace.map(trim))
  return new Map([...pairs].map(([search, replace]) => [replace, search]))
}

/**
 * Whether only the search lost its indent: the replacement has that of the place already, and would get it twice. A
 * replacement that repeats a line of the search as it stands there is written in the search's indent.
 */
function isWrittenInPlace(file: TextFile, block: Block, run: Run): boolean {
  const place = shortestIndent(file.lines.slice(run.start, run.end))
  const replace = shortestIndent(block.replace)
  const repeats = new Set(block.search.filter((line) => !isBlank(line)))
  return (
    replace !== null &&
    replace === place &&
    replace !== shortestIndent(block.search) &&
    !block.replace.some((line) => repeats.has(line))
  )
}

function rewriteInPlace(file: TextFile, block: Block, { start, end }: Run): readonly string[] | null {
  const own = file.lines.slice(start, end)
  const pairs = own.map((_, offset) => [offset, start + offset] as const)
  const options = { reindent: false, uneven: false, verbatim: false }
  return rewriteRun({ file, block: { search: own, replace: block.replace } }, { start, end, pairs }, options)
}

function shortestIndent(lines: readonly string[]): string | null {
  const indents = lines.filter((line) => !isBlank(line)).map(indentOf)
  return indents.reduce<string | null>((a, b) => (a === null || b.length < a.length ? b : a), null)
}

/** Whether a block keeps all that its search has between two lines, and that is nothing but blank lines. */
function isGap(block: Block, kept: ReadonlySet<number>, [from, to]: readonly [number, number]): boolean {
  for (let line = from + 1; line < to; line += 1)
    if (!isBlank(block.search[line] ?? '') || !kept.has(line)) return false
  return to > from
}

function gapLines(file: TextFile, from: number | undefined, to: number): readonly string[] {
  return from === undefined ? [] : file.lines.slice(from + 1, to).filter(isBlank)
}

function blanksBehind(file: TextFile, at: number | undefined): readonly string[] {
  if (at === undefined) return []
  const end = file.lines.findIndex((line, nth) => nth > at && !isBlank(line))
  return file.lines.slice(at + 1, end < 0 ? undefined : end)
}

/** Whether a kept blank line is followed, past further kept blank lines, by a kept line or by the end. */
function nextFilled(kept: ReadonlyMap<number, number>, block: Block, at: number): boolean {
  let next = at
  while (next < block.replace.length && isBlank(block.replace[next] ?? '') && kept.has(next)) next += 1
  return next >= block.replace.length || kept.has(next)
}
