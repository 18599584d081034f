import { bareLine, isBlank } from '../text-file.ts'
import { inPlainMarks } from './typography.ts'

/** A line as one way of comparing sees it. */
export type LineKey = (line: string) => string

export const lineKeys = {
  exact: bareLine,
  rightTrimmed: (line: string) => line.trimEnd(),
  trimmed: (line: string) => line.trim(),
  spaceless: (line: string) => line.replaceAll(/\s+/g, ''),
  plain: (line: string) => inPlainMarks(line).trim(),
} satisfies Record<string, LineKey>

export type LineKeyName = keyof typeof lineKeys

/** The lines of one version of a file, with what searches in it need, made once each. */
export interface LineIndex {
  readonly lines: readonly string[]
  /** Key of every line. */
  keys(name: LineKeyName): readonly string[]
  /** Whether some line has this key; spares most searches that find nothing. */
  has(name: LineKeyName, key: string): boolean
  /** Numbers (from 0) of the lines that are not blank. */
  filled(): readonly number[]
  /** The words and signs of the file, and the line of each. */
  tokens(): FileTokens
  /** All lines, joined. */
  text(): string
}

export interface FileTokens {
  readonly tokens: readonly string[]
  readonly lineOf: readonly number[]
  readonly known: ReadonlySet<string>
}

export function createLineIndex(lines: readonly string[]): LineIndex {
  const made = new Map<
    LineKeyName,
    { readonly keys: readonly string[]; readonly known: ReadonlySet<string> }
  >()
  const keyed = (name: LineKeyName) => {
    const ready = made.get(name)
    if (ready) return ready
    const keys = lines.map(lineKeys[name])
    const fresh = { keys, known: new Set(keys) }
    made.set(name, fresh)
    return fresh
  }
  let filled: readonly number[] | null = null
  let tokens: FileTokens | null = null
  let text: string | null = null
  return {
    lines,
    keys: (name) => keyed(name).keys,
    has: (name, key) => keyed(name).known.has(key),
    filled: () => (filled ??= lines.flatMap((line, at) => (isBlank(line) ? [] : [at]))),
    tokens: () => (tokens ??= tokenise(lines)),
    text: () => (text ??= lines.join('\n')),
  }
}

/** Words and single signs of a line; white space does not count. */
export function tokensOf(line: string): readonly string[] {
  return line.match(/\w+|[^\w\s]/g) ?? []
}

function tokenise(lines: readonly string[]): FileTokens {
  const perLine = lines.map(tokensOf)
  const tokens = perLine.flat()
  return { tokens, lineOf: perLine.flatMap((words, line) => words.map(() => line)), known: new Set(tokens) }
}

/** A run of file lines that equals a search: for each of its compared lines, the file line it met (both from 0). */
export interface Run {
  readonly start: number
  /** One past the last line. */
  readonly end: number
  readonly pairs: readonly (readonly [searchLine: number, fileLine: number])[]
}

/** All places where every line of `search` equals the file's by `key`. */
export function findRuns(index: LineIndex, search: readonly string[], key: LineKeyName): readonly Run[] {
  const wanted = search.map(lineKeys[key])
  if (!wanted.every((line) => index.has(key, line))) return []
  return findAll(index.keys(key), wanted).map((start) => ({
    start,
    end: start + wanted.length,
    pairs: wanted.map((_, offset) => [offset, start + offset] as const),
  }))
}

/** The same without regard to blank lines on either side. A run starts and ends at lines that are not blank. */
export function findFilledRuns(
  index: LineIndex,
  search: readonly string[],
  key: LineKeyName,
): readonly Run[] {
  const filled = index.filled()
  const keys = index.keys(key)
  const offsets = search.flatMap((line, offset) => (isBlank(line) ? [] : [offset]))
  const wanted = offsets.map((offset) => lineKeys[key](search[offset] ?? ''))
  if (!wanted.every((line) => index.has(key, line))) return []
  const text = filled.map((at) => keys[at] ?? '')
  return findAll(text, wanted).map((first) => {
    const pairs = offsets.map((offset, nth) => [offset, filled[first + nth] ?? 0] as const)
    return { start: pairs[0]?.[1] ?? 0, end: (pairs.at(-1)?.[1] ?? 0) + 1, pairs }
  })
}

/** More places than this are only ever counted as many. */
const maxPlaces = 200

/** Offsets at which `wanted` stands in `text`, overlapping ones too, in linear time (Knuth, Morris, Pratt). */
export function findAll(text: readonly string[], wanted: readonly string[]): readonly number[] {
  if (wanted.length === 0 || wanted.length > text.length) return []
  const fallback = borders(wanted)
  const found: number[] = []
  let matched = 0
  for (let at = 0; at < text.length && found.length < maxPlaces; at += 1) {
    while (matched > 0 && text[at] !== wanted[matched]) matched = fallback[matched - 1] ?? 0
    if (text[at] === wanted[matched]) matched += 1
    if (matched === wanted.length) {
      found.push(at + 1 - matched)
      matched = fallback[matched - 1] ?? 0
    }
  }
  return found
}

/** For each prefix, the length of its longest proper border. */
function borders(wanted: readonly string[]): readonly number[] {
  const lengths = [0]
  let length = 0
  for (let at = 1; at < wanted.length; at += 1) {
    while (length > 0 && wanted[at] !== wanted[length]) length = lengths[length - 1] ?? 0
    if (wanted[at] === wanted[length]) length += 1
    lengths.push(length)
  }
  return lengths
}
