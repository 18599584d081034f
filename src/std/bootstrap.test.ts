import { describe, expect, it } from 'vitest'
import { bootstrapInterval, mean } from './bootstrap.ts'
import { wilsonInterval } from './statistics.ts'

const flags = (ones: number, zeros: number): readonly number[] => [
  ...Array<number>(ones).fill(1),
  ...Array<number>(zeros).fill(0),
]

describe('bootstrapInterval', () => {
  it('is the same for the same seed, and another for another', () => {
    const values = [3, 1, 4, 1, 5, 9, 2, 6]
    const first = bootstrapInterval(values, mean, { seed: 1, draws: 200 })
    expect(bootstrapInterval(values, mean, { seed: 1, draws: 200 })).toEqual(first)
    expect(bootstrapInterval(values, mean, { seed: 2, draws: 200 })).not.toEqual(first)
  })

  it('agrees with the formula for a share', () => {
    const { low, high } = bootstrapInterval(flags(200, 300), mean, { seed: 7, draws: 4000 })
    const expected = wilsonInterval(200, 500)
    expect(low).toBeCloseTo(expected.low, 2)
    expect(high).toBeCloseTo(expected.high, 2)
  })

  it('is a point where nothing varies, and wider the more it is to hold', () => {
    expect(bootstrapInterval([2, 2, 2], mean, { seed: 1, draws: 50 })).toEqual({ low: 2, high: 2 })
    const narrow = bootstrapInterval(flags(20, 20), mean, { seed: 3, draws: 500, level: 0.5 })
    const wide = bootstrapInterval(flags(20, 20), mean, { seed: 3, draws: 500, level: 0.99 })
    expect(wide.low).toBeLessThan(narrow.low)
    expect(wide.high).toBeGreaterThan(narrow.high)
  })

  it('leaves out draws without an answer, and knows nothing from nothing', () => {
    const onlyOnes = (sample: readonly number[]): number => (sample.includes(0) ? Number.NaN : 1)
    expect(bootstrapInterval([0, 1], onlyOnes, { seed: 1, draws: 100 })).toEqual({ low: 1, high: 1 })
    expect(bootstrapInterval([], mean, { seed: 1, draws: 10 })).toEqual({ low: Number.NaN, high: Number.NaN })
  })
})
