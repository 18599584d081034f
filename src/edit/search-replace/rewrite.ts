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
  const kept = keptLines(block)
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
      if (previous !== null && isGap(block, kept, [previous, searchLine]))
        out.push(...gapLines(file, met.get(previous), fileLine))
      out.push(own)
      previous = searchLine
    } else if (searchLine !== undefined && (out.length === 0 || nextFilled(kept, block, at))) {
      // A blank line that the file has its own number of: before and behind the run it stays, inside the gap is copied.
      continue
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
function keptLines(block: Block): ReadonlyMap<number, number> {
  const trim = (line: string): string => line.trimEnd()
  const pairs = alignLines(block.search.map(trim), block.replace.map(trim))
  return new Map([...pairs].map(([search, replace]) => [replace, search]))
}

/** Whether a block keeps all that its search has between two lines, and that is nothing but blank lines. */
function isGap(
  block: Block,
  kept: ReadonlyMap<number, number>,
  [from, to]: readonly [number, number],
): boolean {
  const between = block.search.slice(from + 1, to)
  const keptHere = new Set(kept.values())
  return to > from && between.every((line, offset) => isBlank(line) && keptHere.has(from + 1 + offset))
}

function gapLines(file: TextFile, from: number | undefined, to: number): readonly string[] {
  return from === undefined ? [] : file.lines.slice(from + 1, to).filter(isBlank)
}

/** Whether a kept blank line is followed, past further kept blank lines, by a kept line or by the end. */
function nextFilled(kept: ReadonlyMap<number, number>, block: Block, at: number): boolean {
  let next = at
  while (next < block.replace.length && isBlank(block.replace[next] ?? '') && kept.has(next)) next += 1
  return next >= block.replace.length || kept.has(next)
}
