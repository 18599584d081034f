import type { FileTree } from '../../domain/index.ts'
import { definitionsOf, nodeOf, type IndexedTree } from '../facts/indexed-tree.ts'
import type { Definition } from '../tags/file-tags.ts'
import { decodeSource } from '../facts/read-source.ts'
import { createMapSheet, tidyLine, type MapSheet } from './map-sheet.ts'
import { shownRows } from './shown-rows.ts'
import { specialFiles } from './special-files.ts'

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
  /** Every file that is named, in the order of the text. */
  readonly paths: readonly string[]
}

export interface MapRequest {
  /** Best first. */
  readonly symbols: readonly MapSymbol[]
  /** Paths to name where room is left, best first. */
  readonly files: readonly string[]
  /** Paths to leave out. */
  readonly hidden?: readonly string[]
  readonly index: IndexedTree
  readonly tree: FileTree
  readonly tokens: number
}

/**
 * As many of the best definitions as a budget of tokens holds, each as its signature with the lines that name what
 * stands around it; files in the order of their best one, lines in their own. What says how the project is built is
 * named first, in a small share of the budget; other files are named where room is left. Gaps are not marked: the
 * numbers of the lines tell them, and marks would cost a fifth of the budget. The same request gives the same bytes.
 */
export async function renderMap(request: MapRequest): Promise<RepoMap> {
  const { files, index, tokens } = request
  const hidden = new Set(request.hidden)
  const sheet = createMapSheet(tokens)
  const paths = index.paths.filter((path) => !hidden.has(path))
  for (const path of specialFiles(paths)) sheet.add(path, [], tokens * specialShare)
  const shown = await addSymbols(sheet, request, hidden)
  const ranked = files.filter((path) => !hidden.has(path))
  // The first that finds no room ends it: what comes after it matters less.
  for (const path of [...ranked, ...paths]) if (!sheet.add(path, [])) break
  return { text: sheet.render(), tokens: sheet.tokens(), symbols: shown, paths: sheet.paths() }
}

async function addSymbols(
  sheet: MapSheet,
  { symbols, index, tree }: MapRequest,
  hidden: ReadonlySet<string>,
): Promise<readonly MapSymbol[]> {
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
    if (hidden.has(path)) continue
    const lines = texts.get(path) ?? (await readLines(tree, path))
    texts.set(path, lines)
    const rows = shownRows(symbol.index, definitionsIn(path), lines).flatMap((row) => {
      const text = lines[row - 1]
      return text === undefined ? [] : [{ row, text: tidyLine(text, maxLineLength) }]
    })
    if (rows.length > 0 && sheet.add(path, rows)) shown.push(symbol)
    else misses++
  }
  return shown
}

const specialShare = 0.05
/** So many definitions in a row without room end the search for a shorter one. */
const maxMisses = 50
const maxLineLength = 120

async function readLines(tree: FileTree, path: string): Promise<readonly string[]> {
  const bytes = await tree.read(path)
  const decoded = bytes ? decodeSource(bytes) : null
  return decoded && 'text' in decoded ? decoded.text.split('\n') : []
}
