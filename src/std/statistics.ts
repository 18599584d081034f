export interface Interval {
  readonly low: number
  readonly high: number
}

/**
 * Wilson's score interval of a share, 95 % unless another normal quantile is given. [0, 1] for no trials.
 * Source: Wilson 1927; Brown, Cai and DasGupta 2001 for why not the textbook one.
 */
export function wilsonInterval(successes: number, trials: number, z = 1.959_964): Interval {
  if (trials === 0) return { low: 0, high: 1 }
  const share = successes / trials
  const scale = 1 + (z * z) / trials
  const centre = (share + (z * z) / (2 * trials)) / scale
  const half = (z / scale) * Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials))
  return {
    low: successes === 0 ? 0 : Math.max(0, centre - half),
    high: successes === trials ? 1 : Math.min(1, centre + half),
  }
}

/**
 * Two-sided exact probability that a fair coin lands as unevenly as `a` against `b`: McNemar's test on the instances
 * that only one of two systems resolves. 1 where there are none.
 */
export function signTest(a: number, b: number): number {
  const trials = a + b
  const fewer = Math.min(a, b)
  // Sums in logarithms: 2^-trials is 0 from 1075 on.
  let logChoose = 0
  let tail = 0
  for (let k = 0; k <= fewer; k++) {
    if (k > 0) logChoose += Math.log(trials - k + 1) - Math.log(k)
    tail += Math.exp(logChoose - trials * Math.LN2)
  }
  return Math.min(1, 2 * tail)
}
