import { weighTokens, tokenWeight } from './token-count.ts'

export interface MapLine {
  /** Counted from 1. */
  readonly row: number
  readonly text: string
}

/** A growing map: knows what is on it and what each addition would cost. */
export interface MapSheet {
  tokens(): number
  /** Adds a file, or lines to one. False, with nothing added, where `limit` tokens in all do not hold it. */
  add(path: string, lines: readonly MapLine[], limit?: number): boolean
  /** Files in the order they came, their lines in their own. */
  render(): string
  /** In the order of the text. */
  paths(): readonly string[]
}

export function createMapSheet(budget: number): MapSheet {
  const files = new Map<string, Map<number, string>>()
  let used = 0
  return {
    tokens: () => Math.ceil(used / tokenWeight),
    add: (path, lines, limit = budget) => {
      const known = files.get(path)
      const fresh = lines.filter(({ row }) => !known?.has(row))
      const cost =
        (known ? 0 : weighTokens(renderHead(path))) +
        fresh.reduce((sum, line) => sum + weighTokens(renderLine(line)), 0)
      if (used + cost > Math.min(limit, budget) * tokenWeight) return false
      used += cost
      const rows = known ?? new Map<number, string>()
      for (const { row, text } of fresh) rows.set(row, text)
      files.set(path, rows)
      return true
    },
    render: () =>
      [...files]
        .flatMap(([path, rows]) => [
          renderHead(path),
          ...[...rows].sort(([a], [b]) => a - b).map(([row, text]) => renderLine({ row, text })),
        ])
        .join(''),
    paths: () => [...files.keys()],
  }
}

/** A path is a line of its own whatever it holds: names of files are nobody's promise. */
function renderHead(path: string): string {
  return `${path.replaceAll(unprintable, '\u{FFFD}')}\n`
}

function renderLine({ row, text }: MapLine): string {
  return `${String(row).padStart(5)} ${text}\n`
}

/** A line as it is shown: no tabs, nothing that a terminal or a reader could take for more than text, not too long. */
export function tidyLine(line: string, maxLength: number): string {
  const plain = line.trimEnd().replaceAll('\t', '    ').replaceAll(invisible, '').replaceAll(unprintable, ' ')
  if (plain.length <= maxLength) return plain
  const end = maxLength - 1
  const isPair = /[\uD800-\uDBFF]/.test(plain.charAt(end - 1))
  return `${plain.slice(0, isPair ? end - 1 : end)}…`
}

/** Marks that change how text reads, such as those of writing direction, and byte order marks. */
const invisible = /(?![\u200c\u200d])\p{Cf}/gu
/** Controls, line and paragraph separators, halves of pairs. */
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/gu
