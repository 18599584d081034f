import { codeTokens } from './code-tokens.ts'

/** How expected code is beside other code of the same project. */
export interface Naturalness {
  /** Surprise of each token of a run of lines, in bits, given the two before it; by line. */
  readonly surprise: (lines: readonly string[]) => readonly (readonly number[])[]
}

/**
 * A model of three tokens in a row, backing off to two, one and none by how often what came before was seen with
 * different things after it (Witten and Bell 1991). Faulty lines are less expected than right ones: Ray et al., "On
 * the naturalness of buggy code", ICSE 2016.
 */
export function createNaturalness(texts: readonly string[]): Naturalness {
  const counts: readonly Map<string, Followers>[] = [new Map(), new Map(), new Map()]
  for (const text of texts) {
    const tokens = text.split('\n').flatMap(codeTokens)
    for (const [at, token] of tokens.entries())
      for (let order = 0; order < 3; order += 1)
        if (at >= order) countFollower(counts[order], tokens.slice(at - order, at).join(' '), token)
  }
  const vocabulary = (counts[0]?.get('')?.kinds ?? 0) + 1
  const chance = (before: readonly string[], token: string): number => {
    let share = 1 / vocabulary
    for (let order = 0; order <= before.length; order += 1) {
      const seen = counts[order]?.get(before.slice(before.length - order).join(' '))
      if (!seen) break
      share = ((seen.after.get(token) ?? 0) + seen.kinds * share) / (seen.total + seen.kinds)
    }
    return share
  }
  return {
    surprise: (lines) => {
      let before: readonly string[] = []
      return lines.map((line) =>
        codeTokens(line).map((token) => {
          const bits = Math.log2(1 / chance(before, token))
          before = [...before, token].slice(-2)
          return bits
        }),
      )
    },
  }
}

/** What came after some tokens, and how often. */
interface Followers {
  total: number
  kinds: number
  readonly after: Map<string, number>
}

function countFollower(counts: Map<string, Followers> | undefined, before: string, token: string): void {
  const seen = counts?.get(before) ?? { total: 0, kinds: 0, after: new Map<string, number>() }
  const times = seen.after.get(token) ?? 0
  if (times === 0) seen.kinds += 1
  seen.total += 1
  seen.after.set(token, times + 1)
  counts?.set(before, seen)
}
