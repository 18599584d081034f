import { describe, expect, it } from 'vitest'
import {
  brierScore,
  expectedCalibrationError,
  reliabilityTable,
  riskCoverageArea,
  type Forecast,
} from './calibration.ts'

const said = (...pairs: readonly (readonly [probability: number, outcome: 0 | 1])[]): readonly Forecast[] =>
  pairs.map(([probability, outcome]) => ({ probability, outcome: outcome === 1 }))

const six = said([0.1, 0], [0.2, 0], [0.4, 1], [0.6, 0], [0.8, 1], [0.9, 1])

describe('reliabilityTable', () => {
  it('has bins of equal number', () => {
    expect(reliabilityTable(six, 3)).toMatchObject([
      { count: 2, predicted: (0.1 + 0.2) / 2, observed: 0 },
      { count: 2, predicted: 0.5, observed: 0.5 },
      { count: 2, predicted: (0.8 + 0.9) / 2, observed: 1 },
    ])
  })

  it('keeps equal probabilities together, whatever their order', () => {
    const tied = said([0.5, 1], [0.5, 0], [0.5, 1], [0.9, 1])
    expect(reliabilityTable(tied, 4).map(({ count }) => count)).toEqual([3, 1])
    expect(reliabilityTable(tied.toReversed(), 4)).toEqual(reliabilityTable(tied, 4))
  })

  it('is empty for nothing', () => {
    expect(reliabilityTable([], 5)).toEqual([])
  })
})

describe('expectedCalibrationError', () => {
  it('weighs bins by their size', () => {
    // (2 x 0.15 + 2 x 0 + 2 x 0.15) / 6
    expect(expectedCalibrationError(six, 3)).toBeCloseTo(0.1, 12)
    // One bin: mean said 0.5, half came true.
    expect(expectedCalibrationError(six, 1)).toBeCloseTo(0, 12)
    expect(expectedCalibrationError(said([1, 0], [0, 1]), 2)).toBe(1)
  })
})

describe('brierScore', () => {
  it('is the mean squared distance', () => {
    // 0.01 + 0.04 + 0.36 + 0.36 + 0.04 + 0.01 = 0.82
    expect(brierScore(six)).toBeCloseTo(0.82 / 6, 12)
    expect(brierScore(said([1, 1], [0, 0]))).toBe(0)
    expect(brierScore([])).toBeNaN()
  })
})

describe('riskCoverageArea', () => {
  it('is the mean risk over all coverages', () => {
    // Risks from the most confident on: 0, 0, 1/3, 1/4, 2/5, 3/6.
    expect(riskCoverageArea(six)).toBeCloseTo((1 / 3 + 1 / 4 + 2 / 5 + 3 / 6) / 6, 12)
  })

  it('is the overall risk where confidence says nothing', () => {
    expect(riskCoverageArea(said([0.7, 1], [0.7, 0], [0.7, 0], [0.7, 1]))).toBeCloseTo(0.5, 12)
  })

  it('is 1 where all is wrong', () => {
    expect(riskCoverageArea(said([0.9, 0], [0.2, 0]))).toBe(1)
  })
})
