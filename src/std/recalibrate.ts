import type { Forecast } from './calibration.ts'

/** Turns a probability into the one that forecasts like it came true with. */
export interface Recalibration {
  /** Log-odds afterwards are `slope` times those before, which is never negative, plus `shift`. */
  readonly slope: number
  readonly shift: number
  readonly of: (probability: number) => number
}

/** How much forecasts have to say before said probabilities are left: as much as so many forecasts. */
const doubt = 2
const steps = 500
/** Beyond this nobody was ever sure for a reason. */
const surest = 0.995

/**
 * A logistic curve over the log-odds of what was said, by the most likely two numbers, drawn towards leaving
 * everything as it is, so that few forecasts change little. Source: Platt 1999.
 */
export function fitRecalibration(forecasts: readonly Forecast[]): Recalibration {
  let slope = 1
  let shift = 0
  const points = forecasts.map(({ probability, outcome }) => ({
    odds: oddsOf(probability),
    outcome: Number(outcome),
  }))
  const rate = 1 / (points.length + doubt)
  for (let step = 0; step < steps; step++) {
    let bySlope = doubt * (1 - slope)
    let byShift = -doubt * shift
    for (const { odds, outcome } of points) {
      const miss = outcome - logistic(slope * odds + shift)
      bySlope += miss * odds
      byShift += miss
    }
    slope = Math.max(0, slope + rate * bySlope)
    shift += rate * byShift
  }
  return { slope, shift, of: (probability) => logistic(slope * oddsOf(probability) + shift) }
}

function oddsOf(probability: number): number {
  const kept = Math.min(surest, Math.max(1 - surest, probability))
  return Math.log(kept / (1 - kept))
}

function logistic(odds: number): number {
  return 1 / (1 + Math.exp(-odds))
}
