/** What became of one pair; contestants are known by their place in the ranking before, best first. */
export interface PairResult {
  readonly one: number
  readonly other: number
  /** 1 for a win, 0.5 for a split, 0 for a loss; the other has the rest. */
  readonly score: number
}

/** Compares two contestants. */
export type Compare = (one: number, other: number) => Promise<PairResult>

export interface Standings {
  /** Places, best first. */
  readonly order: readonly number[]
  /** Pairs that it won, a split as half, of the pairs that it was in. */
  readonly winShare: (place: number) => number
  readonly pairs: readonly PairResult[]
}

/** Everybody meets everybody; a tie goes to the one that ranked higher before. */
export async function roundRobin(count: number, compare: Compare): Promise<Standings> {
  const places = Array.from({ length: count }, (_, at) => at)
  const wanted = places.flatMap((one) => places.slice(one + 1).map((other) => [one, other] as const))
  const pairs = await Promise.all(wanted.map(([one, other]) => compare(one, other)))
  const score = (place: number): number => scoreOf(pairs, place)
  return toStandings(
    places.toSorted((a, b) => score(b) - score(a) || a - b),
    pairs,
  )
}

/**
 * The best meets the last, the second the last but one; who wins goes on, in a split the one that ranked higher. Of
 * an odd number the best goes on without a meeting. Those that fell out later stand higher.
 */
export async function knockOut(count: number, compare: Compare): Promise<Standings> {
  let left: readonly number[] = Array.from({ length: count }, (_, at) => at)
  let fallen: readonly number[] = []
  const pairs: PairResult[] = []
  while (left.length > 1) {
    const present = left
    const bye = present.length % 2
    const meetings = present
      .slice(bye, bye + Math.floor(present.length / 2))
      .map((one, at) => [one, present[present.length - 1 - at] ?? one] as const)
    const played = await Promise.all(meetings.map(([one, other]) => compare(one, other)))
    pairs.push(...played)
    const losers = new Set(played.map(({ one, other, score }) => (score >= 0.5 ? other : one)))
    left = present.filter((place) => !losers.has(place))
    fallen = [...present.filter((place) => losers.has(place)), ...fallen]
  }
  return toStandings([...left, ...fallen], pairs)
}

function toStandings(order: readonly number[], pairs: readonly PairResult[]): Standings {
  return {
    order,
    pairs,
    winShare: (place) => {
      const met = pairs.filter(({ one, other }) => one === place || other === place).length
      return met === 0 ? 0 : scoreOf(pairs, place) / met
    },
  }
}

function scoreOf(pairs: readonly PairResult[], place: number): number {
  return pairs.reduce((sum, { one, other, score }) => {
    if (one === place) return sum + score
    return other === place ? sum + 1 - score : sum
  }, 0)
}
