import { describe, expect, it } from 'vitest'
import { expectedCalibrationError, type Forecast } from './calibration.ts'
import { createRandom } from './random.ts'
import { fitRecalibration } from './recalibrate.ts'

/** Forecasts whose truth is a logistic curve away from what is said. */
function drawn(count: number, seed: number, truth: (odds: number) => number): readonly Forecast[] {
  const random = createRandom(seed)
  return Array.from({ length: count }, () => {
    const odds = 4 * random.next() - 2
    return {
      probability: 1 / (1 + Math.exp(-odds)),
      outcome: random.next() < 1 / (1 + Math.exp(-truth(odds))),
    }
  })
}

describe('fitRecalibration', () => {
  it('leaves everything as it is where there is nothing to go by', () => {
    const { of: recalibrate } = fitRecalibration([])
    expect([0.2, 0.5, 0.9].map(recalibrate)).toEqual([
      expect.closeTo(0.2, 9),
      expect.closeTo(0.5, 9),
      expect.closeTo(0.9, 9),
    ])
  })

  it('takes away what was said too boldly, on forecasts that it has not seen', () => {
    const boldly = (odds: number): number => odds / 3 - 1
    const { of: recalibrate } = fitRecalibration(drawn(400, 1, boldly))
    const fresh = drawn(4_000, 2, boldly)
    const mended = fresh.map((one) => ({ ...one, probability: recalibrate(one.probability) }))
    expect(expectedCalibrationError(mended, 10)).toBeLessThan(0.05)
    expect(expectedCalibrationError(fresh, 10)).toBeGreaterThan(0.15)
  })

  it('keeps the order, and is sure of nothing', () => {
    const { of: recalibrate } = fitRecalibration(drawn(100, 3, (odds) => -odds))
    const values = [0, 0.1, 0.5, 0.9, 1].map(recalibrate)
    expect(values.toSorted((a, b) => a - b)).toEqual(values)
    expect(values.every((value) => value > 0 && value < 1)).toBe(true)
  })

  it('changes little by few forecasts', () => {
    const [one] = [{ probability: 0.5, outcome: false }]
    expect(fitRecalibration([one]).of(0.5)).toBeGreaterThan(0.35)
  })
})
