import type { FileTree } from '../../domain/index.ts'
import { definitionsOf, nodeOf, type IndexedTree } from '../facts/indexed-tree.ts'
import type { Definition } from '../tags/file-tags.ts'
import { decodeSource } from '../facts/read-source.ts'
import { isSpecialFile } from './special-files.ts'
import { countTokens } from './token-count.ts'

/** A definition to show, as a place in its file's definitions. */
export interface MapSymbol {
  readonly path: string
  readonly index: number
}

export interface RepoMap {
  readonly text: string
  /** Of the text, as `countTokens` counts: never more than was asked for. */
  readonly tokens: number
  /** What found room. */
  readonly symbols: readonly MapSymbol[]
}

export interface MapRequest {
  /** Best first. */
  readonly symbols: readonly MapSymbol[]
  /** Paths to name where room is left, best first. */
  readonly files: readonly string[]
  readonly index: IndexedTree
  readonly tree: FileTree
  readonly tokens: number
}

/**
 * As many of the best definitions as a budget of tokens holds, each as the line that defines it, with the lines of
 * what stands around it; files in the order of their best one, lines in their own. The same request gives the same
 * bytes.
 */
export async function renderMap({ symbols, files, index, tree, tokens }: MapRequest): Promise<RepoMap> {
  const sheet = createSheet(tokens)
  for (const path of index.paths)
    if (isSpecialFile(path) && sheet.tokens() < tokens * specialShare) sheet.add(path, [])
  const shown: MapSymbol[] = []
  const texts = new Map<string, readonly string[]>()
  const known = new Map<string, readonly Definition[]>()
  const definitionsIn = (path: string): readonly Definition[] => {
    const found = known.get(path) ?? definitionsOf(index, nodeOf(index, path))
    known.set(path, found)
    return found
  }
  let misses = 0
  for (const symbol of symbols) {
    if (misses === maxMisses) break
    const { path } = symbol
    const lines = texts.get(path) ?? (await readLines(tree, path))
    texts.set(path, lines)
    const rows = scopeRows(definitionsIn(path), symbol.index).flatMap((row): readonly MapLine[] => {
      const text = lines[row - 1]
      return text === undefined ? [] : [{ row, text: tidy(text) }]
    })
    if (rows.length > 0 && sheet.add(path, rows)) shown.push(symbol)
    else misses++
  }
  for (const path of files) if (!sheet.add(path, [])) break
  return { text: sheet.render(), tokens: sheet.tokens(), symbols: shown }
}

const specialShare = 0.05
/** So many definitions in a row without room end the search for a shorter one. */
const maxMisses = 50
const maxLineLength = 120

interface MapLine {
  /** Counted from 1. */
  readonly row: number
  readonly text: string
}

/** The growing map: knows what is on it and what each addition would cost. */
function createSheet(budget: number) {
  const files = new Map<string, Map<number, string>>()
  let used = 0
  return {
    tokens: () => used,
    /** False, with nothing added, where it does not fit. */
    add: (path: string, lines: readonly MapLine[]): boolean => {
      const known = files.get(path)
      const fresh = lines.filter(({ row }) => !known?.has(row))
      const cost =
        (known ? 0 : countTokens(renderHead(path))) +
        fresh.reduce((sum, line) => sum + countTokens(renderLine(line)), 0)
      if (used + cost > budget) return false
      used += cost
      const rows = known ?? new Map<number, string>()
      for (const { row, text } of fresh) rows.set(row, text)
      files.set(path, rows)
      return true
    },
    render: (): string =>
      [...files]
        .flatMap(([path, rows]) => [
          renderHead(path),
          ...[...rows].sort(([a], [b]) => a - b).map(([row, text]) => renderLine({ row, text })),
        ])
        .join(''),
  }
}

function renderHead(path: string): string {
  return `${path}\n`
}

function renderLine({ row, text }: MapLine): string {
  return `${String(row).padStart(5)} ${text}\n`
}

/** Lines that name a definition and those around it. */
function scopeRows(definitions: readonly Definition[], index: number): readonly number[] {
  const rows: number[] = []
  for (let at = index; at >= 0;) {
    const definition = definitions[at]
    if (!definition) break
    rows.push(definition.line)
    at = definition.parent
  }
  return rows
}

function tidy(line: string): string {
  const plain = line
    .trimEnd()
    .replaceAll('\t', '    ')
    .replaceAll(/\p{Cc}/gu, ' ')
  return plain.length > maxLineLength ? `${plain.slice(0, maxLineLength - 1)}…` : plain
}

async function readLines(tree: FileTree, path: string): Promise<readonly string[]> {
  const bytes = await tree.read(path)
  const decoded = bytes ? decodeSource(bytes) : null
  return decoded && 'text' in decoded ? decoded.text.split('\n') : []
}
