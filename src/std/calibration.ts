import { mean } from './bootstrap.ts'
import { wilsonInterval, type Interval } from './statistics.ts'

/** What was said to be how likely, and whether it came true. */
export interface Forecast {
  /** Between 0 and 1. */
  readonly probability: number
  readonly outcome: boolean
}

export interface ReliabilityBin {
  /** Forecasts in it. */
  readonly count: number
  /** Mean probability that was said. */
  readonly predicted: number
  /** Share that came true. */
  readonly observed: number
  /** Of `observed`: 95 %, Wilson. */
  readonly interval: Interval
}

/**
 * Forecasts by rising probability, in bins of equal number as far as equal probabilities, which stay together, let
 * them be. Fewer bins than asked for where there are few different probabilities.
 */
export function reliabilityTable(forecasts: readonly Forecast[], bins: number): readonly ReliabilityBin[] {
  const sorted = forecasts.toSorted((a, b) => a.probability - b.probability)
  const table: ReliabilityBin[] = []
  let start = 0
  for (let bin = 1; bin <= bins; bin++) {
    let end = Math.round((bin * sorted.length) / bins)
    while (end < sorted.length && sorted[end]?.probability === sorted[end - 1]?.probability) end++
    if (end <= start) continue
    table.push(binOf(sorted.slice(start, end)))
    start = end
  }
  return table
}

/** Mean distance of said from true over the bins of `reliabilityTable`, each by its size. NaN of nothing. */
export function expectedCalibrationError(forecasts: readonly Forecast[], bins: number): number {
  const distances = reliabilityTable(forecasts, bins).map(
    ({ count, predicted, observed }) => count * Math.abs(predicted - observed),
  )
  return distances.reduce((sum, distance) => sum + distance, 0) / forecasts.length
}

/** Mean squared distance of what was said from what came, 0 is best. NaN of nothing. Source: Brier 1950. */
export function brierScore(forecasts: readonly Forecast[]): number {
  return mean(forecasts.map(({ probability, outcome }) => (probability - Number(outcome)) ** 2))
}

/**
 * Area under the risk-coverage curve: the mean, over 1, 2, … most confident forecasts, of the share among them that
 * did not come true; 0 is best. Equal probabilities count as being in random order. NaN of nothing.
 * Source: Geifman, Uziel and El-Yaniv 2019.
 */
export function riskCoverageArea(forecasts: readonly Forecast[]): number {
  const sorted = forecasts.toSorted((a, b) => b.probability - a.probability)
  let risks = 0
  let errors = 0
  for (let start = 0; start < sorted.length;) {
    const tied = sorted.filter(({ probability }) => probability === sorted[start]?.probability)
    const wrong = tied.filter(({ outcome }) => !outcome).length
    for (let taken = 1; taken <= tied.length; taken++)
      risks += (errors + (wrong * taken) / tied.length) / (start + taken)
    errors += wrong
    start += tied.length
  }
  return risks / sorted.length
}

function binOf(forecasts: readonly Forecast[]): ReliabilityBin {
  const trueOnes = forecasts.filter(({ outcome }) => outcome).length
  return {
    count: forecasts.length,
    predicted: mean(forecasts.map(({ probability }) => probability)),
    observed: trueOnes / forecasts.length,
    interval: wilsonInterval(trueOnes, forecasts.length),
  }
}
