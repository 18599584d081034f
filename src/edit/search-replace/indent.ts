import { isBlank } from '../text-file.ts'

/** How the indents of a block become those of the place it was found at. */
export interface IndentMap {
  /** True when every indent of the search stands for one indent of the file. */
  readonly consistent: boolean
  /** Indent in the file of a line that the block indents by `indent`, as the line `near` it is; null when unknown. */
  map(indent: string, near: IndentPair | null): string | null
}

export interface IndentPair {
  readonly from: string
  readonly to: string
}

export function indentOf(line: string): string {
  return line.slice(0, line.length - line.trimStart().length)
}

export function createIndentMap(lines: readonly (readonly [search: string, file: string])[]): IndentMap {
  const pairs = lines
    .filter(([search]) => !isBlank(search))
    .map(([search, file]) => ({ from: indentOf(search), to: indentOf(file) }))
  const known = new Map<string, string>()
  let consistent = true
  for (const { from, to } of pairs) {
    if (known.has(from) && known.get(from) !== to) consistent = false
    else known.set(from, to)
  }
  const unit = guessUnit(pairs)
  const onlyFirstLost = lostOnFirstLine(known)
  return {
    consistent,
    map: (indent, near) => {
      const sure = consistent ? known.get(indent) : undefined
      if (sure !== undefined) return sure
      if (near?.from === indent) return near.to
      if (onlyFirstLost) return indent
      const anchor = (consistent ? closest(known, indent) : null) ?? near ?? pairs[0] ?? null
      return anchor === null ? indent : shift(indent, anchor, unit)
    },
  }
}

/** Whether the search is written in the file's indents, but for lines that lost theirs altogether, as a first line may. */
function lostOnFirstLine(known: ReadonlyMap<string, string>): boolean {
  const lost = known.get('')
  const others = [...known].filter(([from]) => from !== '')
  return lost !== undefined && lost !== '' && others.length > 0 && others.every(([from, to]) => from === to)
}

/** The known indent that the new one grows out of, else the shortest that it is a part of. */
function closest(known: ReadonlyMap<string, string>, indent: string): IndentPair | null {
  const all = [...known].map(([from, to]) => ({ from, to })).sort((a, b) => b.from.length - a.from.length)
  return (
    all.find(({ from }) => indent.startsWith(from)) ??
    all.findLast(({ from }) => from.startsWith(indent)) ??
    null
  )
}

function shift(indent: string, { from, to }: IndentPair, unit: number): string | null {
  if (indent.startsWith(from)) return to + inStyleOf(indent.slice(from.length), to, unit)
  if (!from.startsWith(indent)) return null
  const surplus = inStyleOf(from.slice(indent.length), to, unit)
  return to.endsWith(surplus) ? to.slice(0, to.length - surplus.length) : null
}

/** Extra indent written with the characters that the place uses. */
function inStyleOf(extra: string, place: string, unit: number): string {
  if (place.includes('\t') && !place.includes(' ') && /^ +$/.test(extra) && extra.length % unit === 0)
    return '\t'.repeat(extra.length / unit)
  if (/^ +$/.test(place) && extra.includes('\t')) return extra.replaceAll('\t', ' '.repeat(unit))
  return extra
}

/** Spaces that stand for one tab between the two sides. */
function guessUnit(pairs: readonly IndentPair[]): number {
  for (const { from, to } of pairs) {
    const [tabs, spaces] = /^\t+$/.test(from) ? [from, to] : [to, from]
    if (/^\t+$/.test(tabs) && /^ +$/.test(spaces) && spaces.length % tabs.length === 0)
      return spaces.length / tabs.length
  }
  return 4
}
