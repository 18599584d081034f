import type { NearMiss } from './edit.ts'
import { bareLine } from './text-file.ts'

/** The lines of a file that are most like `search`, or null when nothing is. Time grows with the file's size only. */
export function findNearMiss(
  path: string,
  lines: readonly string[],
  search: readonly string[],
): NearMiss | null {
  const wanted = search.map((line) => line.trim()).filter((line) => line !== '')
  const size = Math.max(1, search.length)
  if (wanted.length === 0 || lines.length === 0 || wanted.length > maxSearchLines) return null
  const start = bestWindow(lines, wanted, size)
  if (start === null) return null
  const window = lines.slice(start, start + size)
  const similarity = compare(
    wanted,
    window.map((line) => line.trim()).filter((line) => line !== ''),
  )
  if (similarity < leastSimilarity) return null
  const text = window.map(bareLine).join('\n')
  return { path, line: start + 1, endLine: start + window.length, text, similarity }
}

const maxSearchLines = 2000
const leastSimilarity = 0.3

/** First line (from 0) of the window that shares most lines and words with the search; rare words weigh more. */
function bestWindow(lines: readonly string[], wanted: readonly string[], size: number): number | null {
  const wantedLines = new Set(wanted)
  const wantedWords = new Set(wanted.flatMap(wordsOf))
  const wordsAt = lines.map((line) => wordsOf(line).filter((word) => wantedWords.has(word)))
  const counts = new Map<string, number>()
  for (const words of wordsAt) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  const scores = lines.map((line, at) => {
    const text = line.trim()
    const whole = text !== '' && wantedLines.has(text) ? text.length : 0
    return (
      whole +
      (wordsAt[at] ?? []).reduce((sum, word) => sum + word.length / Math.sqrt(counts.get(word) ?? 1), 0)
    )
  })
  let sum = 0
  let best = { score: 0, start: -1 }
  for (let at = 0; at < lines.length; at += 1) {
    sum += scores[at] ?? 0
    if (at >= size) sum -= scores[at - size] ?? 0
    const start = Math.max(0, at - size + 1)
    if (sum > best.score + 1e-9) best = { score: sum, start }
  }
  return best.start < 0 ? null : best.start
}

function wordsOf(line: string): readonly string[] {
  return [...new Set(line.slice(0, 1000).match(/\w{2,}/g) ?? [])]
}

/** Mean likeness of each wanted line to the line of the window it meets best within a few lines of its own place. */
function compare(wanted: readonly string[], window: readonly string[]): number {
  const scores = wanted.map((line, at) => {
    const around = window.slice(Math.max(0, at - 3), at + 4)
    return around.reduce((best, other) => Math.max(best, likeness(line, other)), 0)
  })
  return scores.reduce((sum, score) => sum + score, 0) / scores.length
}

/** Share of letter pairs that two lines have in common, 0 to 1. */
function likeness(a: string, b: string): number {
  if (a === b) return 1
  const left = pairsOf(a.slice(0, 300))
  const right = pairsOf(b.slice(0, 300))
  let common = 0
  for (const [pair, count] of left) common += Math.min(count, right.get(pair) ?? 0)
  const total = Math.max(1, a.length - 1) + Math.max(1, b.length - 1)
  return (2 * common) / total
}

function pairsOf(text: string): ReadonlyMap<string, number> {
  const pairs = new Map<string, number>()
  for (let at = 0; at + 1 < text.length; at += 1) {
    const pair = text.slice(at, at + 2)
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1)
  }
  return pairs
}
