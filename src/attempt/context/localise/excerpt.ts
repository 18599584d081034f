import { estimateTokens, tokensOfLength } from '../token-estimate.ts'

export interface Excerpt {
  readonly text: string
  /** False where the whole file stands in it. */
  readonly shortened: boolean
}

export interface ExcerptOptions {
  /** What the reader looks for. */
  readonly query: string
  readonly maxTokens: number
}

/**
 * A file within a budget of tokens: all of it where it fits, else the lines that define something, as an outline, and
 * the places that share most words with the query, with a mark for every gap. Needs no grammar; equal inputs give equal
 * texts.
 */
export function excerptFile(text: string, { query, maxTokens }: ExcerptOptions): Excerpt {
  if (estimateTokens(text) <= maxTokens) return { text, shortened: false }
  const lines = text.split('\n').map((line) => line.slice(0, longestLine))
  const shown = new Set<number>()
  let characters = gapLength
  const take = (wanted: readonly number[], share: number): boolean => {
    const fresh = wanted.filter((at) => at >= 0 && at < lines.length && !shown.has(at))
    const cost = fresh.reduce((sum, at) => sum + (lines[at]?.length ?? 0) + 1, gapLength)
    if (tokensOfLength(characters + cost) > maxTokens * share) return false
    characters += cost
    for (const at of fresh) shown.add(at)
    return true
  }
  for (const at of definitionLines(lines)) if (!take([at], outlineShare)) break
  for (const at of byWords(lines, query)) {
    if (shown.has(at) && shown.has(at + 1)) continue
    const around = Array.from({ length: before + 1 + after }, (_, step) => at - before + step)
    if (!take(around, 1)) break
  }
  return { text: render(lines, shown), shortened: true }
}

/** Minified code has lines as long as files. */
const longestLine = 400
/** Of the budget that the outline may take. */
const outlineShare = 0.35
/** Lines shown around one that shares words with the query. */
const before = 4
const after = 12
/** More than a gap's mark takes. */
const gapLength = 40

const definition =
  /^\s*(?:(?:export|default|public|private|protected|internal|static|final|abstract|async|pub(?:\([a-z]+\))?|unsafe|virtual|override|inline)\s+)*(?:def|class|function|func|fn|impl|trait|interface|struct|enum|module|namespace|object|sub|macro|type)\b/

/** The least indented first. */
function definitionLines(lines: readonly string[]): readonly number[] {
  const indentOf = (at: number): number => (lines[at] ?? '').search(/\S/)
  return lines
    .flatMap((line, at) => (definition.test(line) ? [at] : []))
    .sort((a, b) => indentOf(a) - indentOf(b) || a - b)
}

/** Lines that share words with the query, best first: words that stand in few lines count more. */
function byWords(lines: readonly string[], query: string): readonly number[] {
  const wanted = wordsOf(query)
  const words = lines.map((line) => [...wordsOf(line)].filter((word) => wanted.has(word)))
  const holders = new Map<string, number>()
  for (const word of words.flat()) holders.set(word, (holders.get(word) ?? 0) + 1)
  const weigh = (word: string): number => Math.log(1 + lines.length / (holders.get(word) ?? 1))
  return words
    .map((found, at) => ({ at, score: found.reduce((sum, word) => sum + weigh(word), 0) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.at - b.at)
    .map(({ at }) => at)
}

/** Identifiers and their parts. */
function wordsOf(text: string): ReadonlySet<string> {
  const names = text.match(/[A-Za-z_][A-Za-z0-9_]{2,}/g) ?? []
  const parts = names.flatMap((name) => name.replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2').split(/[ _]+/))
  return new Set([...names, ...parts].map((word) => word.toLowerCase()).filter((word) => word.length > 2))
}

function render(lines: readonly string[], shown: ReadonlySet<number>): string {
  const parts: string[] = []
  let last = -1
  for (const at of [...shown].sort((a, b) => a - b)) {
    if (at > last + 1) parts.push(gap(at - last - 1))
    parts.push(lines[at] ?? '')
    last = at
  }
  if (last < lines.length - 1) parts.push(gap(lines.length - 1 - last))
  return parts.join('\n')
}

function gap(count: number): string {
  return `[... ${count} lines left out ...]`
}
