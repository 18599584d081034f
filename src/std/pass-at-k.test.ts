import { assert, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { passAtK } from './pass-at-k.ts'

describe('passAtK', () => {
  // 1 - C(n-c, k) / C(n, k), worked out by hand.
  it.each([
    [10, 3, 1, 3 / 10],
    [10, 3, 2, 1 - 21 / 45],
    [10, 3, 5, 1 - 21 / 252],
    [10, 3, 8, 1],
    [5, 2, 3, 1 - 1 / 10],
    [4, 4, 1, 1],
    [4, 0, 4, 0],
    [4, 2, 0, 0],
    [0, 0, 0, 0],
  ])('of %i, %i right, %i drawn', (n, c, k, expected) => {
    expect(passAtK(n, c, k)).toBeCloseTo(expected, 14)
  })

  it('keeps its digits where factorials are long gone', () => {
    expect(passAtK(1_000_000_000, 1, 1)).toBe(1e-9)
    expect(passAtK(1_000_000, 500_000, 20)).toBeCloseTo(1 - 2 ** -20, 9)
  })

  it('refuses what has no answer', () => {
    expect(() => passAtK(3, 1, 4)).toThrow(RangeError)
    expect(() => passAtK(3, 4, 1)).toThrow(RangeError)
  })

  it('is the share of all subsets with a right one', () => {
    assert(
      property(integer({ min: 1, max: 9 }), integer({ min: 0, max: 9 }), integer({ min: 1, max: 9 }), check),
      { numRuns: 200 },
    )
    function check(n: number, right: number, drawn: number): void {
      const c = Math.min(right, n)
      const k = Math.min(drawn, n)
      const subsets = Array.from({ length: 2 ** n }, (_, bits) => bits).filter((bits) => ones(bits) === k)
      // The c lowest samples are the right ones.
      const hits = subsets.filter((bits) => (bits & (2 ** c - 1)) !== 0).length
      expect(passAtK(n, c, k)).toBeCloseTo(hits / subsets.length, 12)
    }
  })
})

function ones(bits: number): number {
  return bits === 0 ? 0 : (bits & 1) + ones(bits >>> 1)
}
