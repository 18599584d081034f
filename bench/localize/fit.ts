/** Weights of a linear rule that puts the wanted item first: softmax over each list, fitted by gradient descent. */

export interface FitList {
  readonly rows: readonly Float64Array[]
  readonly wanted: ReadonlySet<number>
}

export interface FitOptions {
  readonly names: number
  /** Pull towards 1: what the issues say little about keeps a say. */
  readonly ridge: number
}

/** Adam on the mean negative log share of the wanted items; weights are kept at zero or more. Deterministic. */
export function fitWeights(lists: readonly FitList[], { names, ridge }: FitOptions): Float64Array {
  const weights = new Float64Array(names).fill(1)
  const slope = new Float64Array(names)
  const square = new Float64Array(names)
  for (let step = 1; step <= steps; step++) {
    const gradient = gradientOf(lists, weights, ridge)
    for (let at = 0; at < names; at++) {
      const g = gradient[at] ?? 0
      slope[at] = 0.9 * (slope[at] ?? 0) + 0.1 * g
      square[at] = 0.999 * (square[at] ?? 0) + 0.001 * g * g
      const move =
        (slope[at] ?? 0) / (1 - 0.9 ** step) / (Math.sqrt((square[at] ?? 0) / (1 - 0.999 ** step)) + 1e-9)
      weights[at] = Math.max(0, (weights[at] ?? 0) - rate * move)
    }
  }
  return weights
}

const steps = 250
const rate = 0.1

function gradientOf(lists: readonly FitList[], weights: Float64Array, ridge: number): Float64Array {
  const gradient = weights.map((weight) => 2 * ridge * (weight - 1))
  for (const { rows, wanted } of lists) {
    const scores = rows.map((row) => dot(row, weights))
    const top = scores.reduce((most, score) => Math.max(most, score), Number.NEGATIVE_INFINITY)
    const powers = scores.map((score) => Math.exp(score - top))
    let all = 0
    let good = 0
    for (const [at, power] of powers.entries()) {
      all += power
      if (wanted.has(at)) good += power
    }
    for (const [at, row] of rows.entries()) {
      const power = powers[at] ?? 0
      const pull = power / all - (wanted.has(at) ? power / good : 0)
      if (Math.abs(pull) < 1e-6) continue
      for (let name = 0; name < row.length; name++)
        gradient[name] = (gradient[name] ?? 0) + (pull * (row[name] ?? 0)) / lists.length
    }
  }
  return gradient
}

function dot(row: Float64Array, weights: Float64Array): number {
  let sum = 0
  for (let at = 0; at < row.length; at++) sum += (row[at] ?? 0) * (weights[at] ?? 0)
  return sum
}
