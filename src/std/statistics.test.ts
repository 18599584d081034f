import { assert, nat, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { signTest, wilsonInterval } from './statistics.ts'

describe('wilsonInterval', () => {
  // Values of the formula worked out by hand with z = 1.96.
  it.each([
    [0, 10, 0, 0.2775],
    [5, 10, 0.2366, 0.7634],
    [10, 10, 0.7225, 1],
    [150, 300, 0.4437, 0.5563],
  ])('%i of %i', (successes, trials, low, high) => {
    const interval = wilsonInterval(successes, trials)
    expect(interval.low).toBeCloseTo(low, 3)
    expect(interval.high).toBeCloseTo(high, 3)
  })

  it('knows nothing from nothing', () => {
    expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 })
  })

  it('holds the share and lies within 0 and 1', () => {
    assert(
      property(nat(5000), nat(5000), (a, b) => {
        const trials = a + b + 1
        const { low, high } = wilsonInterval(a, trials)
        expect([0, low, a / trials, high, 1]).toEqual([0, low, a / trials, high, 1].toSorted((x, y) => x - y))
      }),
    )
  })
})

describe('signTest', () => {
  it.each([
    [0, 0, 1],
    [1, 0, 1],
    [5, 0, 0.0625],
    [10, 2, 0.0386],
    [20, 20, 1],
  ])('%i against %i', (a, b, p) => {
    expect(signTest(a, b)).toBeCloseTo(p, 4)
    expect(signTest(b, a)).toBe(signTest(a, b))
  })

  it('stays a probability for large counts', () => {
    expect(signTest(1500, 1400)).toBeGreaterThan(0.05)
    expect(signTest(2000, 1000)).toBeLessThan(1e-9)
  })
})
