import { assert, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { subsetsOf } from './subsets.ts'

describe('subsetsOf', () => {
  it('lists all where they are few', () => {
    expect(subsetsOf(4, 2, { seed: 1, atMost: 6 })).toEqual([
      [0, 1],
      [0, 2],
      [0, 3],
      [1, 2],
      [1, 3],
      [2, 3],
    ])
    expect(subsetsOf(3, 0, { seed: 1, atMost: 1 })).toEqual([[]])
    expect(subsetsOf(10, 9, { seed: 1, atMost: 100 })).toHaveLength(10)
  })

  it('draws them by seed where they are many, all equally likely', () => {
    const drawn = subsetsOf(5, 2, { seed: 9, atMost: 9 })
    expect(subsetsOf(5, 2, { seed: 9, atMost: 9 })).toEqual(drawn)
    const counts = new Map<string, number>()
    // 4,000 subsets of the 15,504 of 20 over 5, counted by their first two members' being 0 and 1: 5/20 x 4/19.
    for (const subset of subsetsOf(20, 5, { seed: 3, atMost: 4000 })) {
      const key = String(subset.includes(0) && subset.includes(1))
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
    expect((counts.get('true') ?? 0) / 4000).toBeCloseTo((5 / 20) * (4 / 19), 1)
  })

  it('gives as many different members in order as asked for', () => {
    assert(
      property(integer({ min: 1, max: 30 }), integer({ min: 0, max: 30 }), (n, drawn) => {
        const k = Math.min(drawn, n)
        for (const subset of subsetsOf(n, k, { seed: n, atMost: 20 })) {
          expect(new Set(subset).size).toBe(k)
          expect(subset).toEqual(subset.toSorted((a, b) => a - b))
        }
      }),
    )
  })
})
