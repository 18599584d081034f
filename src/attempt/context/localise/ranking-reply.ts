import type { JsonValue } from '../../../std/index.ts'
import { toListedPath } from './listed-path.ts'
import { findJson } from './reply-json.ts'

/** What a model answered when it was asked to rank files. */
export type RankingReply =
  | {
      readonly kind: 'ranking'
      /** Listed files, each once, best first. */
      readonly paths: readonly string[]
      /** What it named beside them: files that were not listed or that do not exist. */
      readonly invented: readonly string[]
    }
  | { readonly kind: 'unreadable'; readonly reason: string }

/**
 * Reads a ranking: the last JSON list of a reply that names a listed file, else a numbered or bulleted list. A ranking
 * without a single listed file says nothing and is unreadable.
 */
export function parseRankingReply(reply: string, listed: ReadonlySet<string>): RankingReply {
  const lists = findJson(reply).flatMap(listsOf)
  const useful = lists.findLast((list) => list.some((text) => toListedPath(text, listed) !== null))
  if (useful) return toRanking(useful, listed)
  const prose = proseList(reply, listed)
  if (prose.some((text) => toListedPath(text, listed) !== null)) return toRanking(prose, listed)
  if (lists.some((list) => list.length > 0))
    return unreadable('none of the paths in its list is one of the files above')
  return unreadable(lists.length > 0 ? 'its list is empty' : 'it holds no JSON list of paths')
}

function unreadable(reason: string): RankingReply {
  return { kind: 'unreadable', reason }
}

function toRanking(texts: readonly string[], listed: ReadonlySet<string>): RankingReply {
  const paths = new Set<string>()
  const invented = new Set<string>()
  for (const text of texts) {
    const path = toListedPath(text, listed)
    if (path === null) invented.add(text.trim())
    else paths.add(path)
  }
  return { kind: 'ranking', paths: [...paths], invented: [...invented] }
}

/** Lists of texts in a JSON value: itself, or what lies under a key; entries may be objects that name a path. */
function listsOf(value: JsonValue): readonly (readonly string[])[] {
  if (Array.isArray(value)) {
    const entries: readonly JsonValue[] = value
    const texts = entries.flatMap((entry) => textOf(entry) ?? [])
    return entries.length === 0 || texts.length > 0 ? [texts] : []
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap((inner) => (Array.isArray(inner) ? listsOf(inner) : []))
}

function textOf(entry: JsonValue): string | null {
  if (typeof entry === 'string') return entry
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return null
  const named = Object.entries(entry).find(([key]) => /^(?:file_?)?(?:path|name)$|^file$/i.test(key))?.[1]
  return typeof named === 'string' ? named : null
}

/** Items of the last numbered list, else of all bullets and of lines that are a path and nothing else. */
function proseList(reply: string, listed: ReadonlySet<string>): readonly string[] {
  const lines = reply.split(/\r?\n/)
  const items = lines.flatMap((line) => {
    const [, number, text] = /^\s*(?:\*\*)?(?:(\d+)[.)]|[-*+•])\s+(.*)$/.exec(line) ?? []
    return text === undefined ? [] : [{ number: number === undefined ? null : Number(number), text }]
  })
  const numbered = items.filter(({ number }) => number !== null)
  const last = numbered.slice(
    Math.max(
      0,
      numbered.findLastIndex(({ number }) => number === 1),
    ),
  )
  if (last.some(({ text }) => toListedPath(text, listed) !== null)) return last.map(({ text }) => text)
  const alone = lines.filter((line) => listed.has(line.trim()))
  return [...items.map(({ text }) => text).filter((text) => toListedPath(text, listed) !== null), ...alone]
}
