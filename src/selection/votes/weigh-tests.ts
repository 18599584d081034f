/** How a test, whose vote may be shared, came out on each of the classes. */
export interface TestColumn {
  /** Of one whole vote. */
  readonly share: number
  /** By class: passed, did not, or null where it cannot be told. */
  readonly passes: readonly (boolean | null)[]
}

/** Times that weights are taken from scores and scores from weights; they hardly move after the third. */
const rounds = 4

/**
 * How far each test can be relied on, in [0, 1], by how well it agrees with all others: the chance that a class it
 * passes stands, by the votes of the other tests, above one that it fails (AUC, 0.5 is no better than a coin).
 * A single test, and one that nothing speaks for or against, keeps `unknown`.
 * Source: leave-one-out weighting on the pass matrix alone, ACES (arXiv 2604.03922).
 */
export function weighTests(columns: readonly TestColumn[], unknown = 0.5): readonly number[] {
  let weights = columns.map(() => unknown)
  for (let round = 0; round < rounds; round += 1) {
    const present = weights
    weights = columns.map(({ passes }, at) => {
      const auc = agreement(passes, scoresWithout(columns, { weights: present, left: at }))
      // What few classes say moves a weight less than what many say.
      return auc === null ? unknown : Math.max(0, 2 * auc.value - 1) * auc.trust + unknown * (1 - auc.trust)
    })
  }
  return weights
}

/** Weighted votes of each class. */
export function weightedVotes(columns: readonly TestColumn[], weights: readonly number[]): readonly number[] {
  return scoresWithout(columns, { weights, left: -1 })
}

function scoresWithout(
  columns: readonly TestColumn[],
  { weights, left }: { readonly weights: readonly number[]; readonly left: number },
): readonly number[] {
  const classes = columns[0]?.passes.length ?? 0
  return Array.from({ length: classes }, (_, place) =>
    columns.reduce(
      (sum, { share, passes }, at) =>
        at === left || passes[place] !== true ? sum : sum + share * (weights[at] ?? 0),
      0,
    ),
  )
}

function agreement(
  passes: readonly (boolean | null)[],
  scores: readonly number[],
): { readonly value: number; readonly trust: number } | null {
  const of = (wanted: boolean): readonly number[] => scores.filter((_, at) => passes[at] === wanted)
  const [passed, failed] = [of(true), of(false)]
  const pairs = passed.flatMap((one) => failed.map((other) => (one > other ? 1 : one === other ? 0.5 : 0)))
  if (pairs.every((pair) => pair === 0.5)) return null
  const value = pairs.reduce<number>((sum, pair) => sum + pair, 0) / pairs.length
  return { value, trust: pairs.length / (pairs.length + 4) }
}
