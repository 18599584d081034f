import type { Texts } from './problem.ts'

/** Share of the longer text's lines that a moved file keeps at least, as git has it. */
const leastKept = 0.5

/** New paths by old ones: a file that is gone was moved to where most of its lines are new. */
export function findMoves(before: Texts, after: Texts): ReadonlyMap<string, string> {
  const gone = [...before].filter(([path, text]) => text !== null && (after.get(path) ?? null) === null)
  const fresh = [...after].filter(([path, text]) => text !== null && (before.get(path) ?? null) === null)
  const pairs = gone
    .flatMap(([from, was]) => fresh.map(([to, is]) => ({ from, to, kept: keptShare(was ?? '', is ?? '') })))
    .filter(({ kept }) => kept >= leastKept)
    .toSorted((a, b) => b.kept - a.kept)
  const moves = new Map<string, string>()
  const taken = new Set<string>()
  for (const { from, to } of pairs) {
    if (moves.has(from) || taken.has(to)) continue
    moves.set(from, to)
    taken.add(to)
  }
  return moves
}

function keptShare(was: string, is: string): number {
  const [old, now] = [was.split('\n'), is.split('\n')]
  const left = new Map<string, number>()
  for (const line of old) left.set(line, (left.get(line) ?? 0) + 1)
  const kept = now.filter((line) => {
    const count = left.get(line) ?? 0
    left.set(line, count - 1)
    return count > 0
  })
  return kept.length / Math.max(old.length, now.length)
}
