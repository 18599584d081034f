import { readFence } from './markers.ts'
import type { Block } from './rewrite.ts'

/** The block without a fence pair around its texts, or without the file's name on top of them; none when bare. */
export function unwrapBlock(block: Block, path: string): readonly Block[] {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const unwrap = (lines: readonly string[]): readonly string[] => dropFence(dropName(lines, name))
  const search = unwrap(block.search)
  return search.length === block.search.length || search.length === 0
    ? []
    : [{ search, replace: unwrap(block.replace) }]
}

function dropName(lines: readonly string[], name: string): readonly string[] {
  const first = lines[0]?.trim() ?? ''
  return first === name || first.endsWith(`/${name}`) ? lines.slice(1) : lines
}

function dropFence(lines: readonly string[]): readonly string[] {
  const first = readFence(lines[0] ?? '')
  const last = readFence(lines.at(-1) ?? '')
  return lines.length >= 2 && first !== null && last !== null && last.info === '' ? lines.slice(1, -1) : lines
}
