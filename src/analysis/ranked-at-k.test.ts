import { array, assert, boolean, constantFrom, property, record } from 'fast-check'
import { expect, it } from 'vitest'
import { shareResolved } from './most-voted.ts'
import { rankedAtK } from './ranked-at-k.ts'
import { subsetsOf } from './subsets.ts'

it('is the sum over ranks, of scores that all differ', () => {
  expect(rankedAtK([3, 2, 1], [false, true, true], 1)).toBeCloseTo(2 / 3, 12)
  // Of three pairs, two have the best in them.
  expect(rankedAtK([3, 2, 1], [false, true, true], 2)).toBeCloseTo(1 / 3, 12)
  expect(rankedAtK([3, 2, 1], [false, true, true], 3)).toBe(0)
})

it('agrees with going through all subsets, with ties and with candidates that are never taken', () => {
  const candidate = record({ score: constantFrom(null, 1, 2, 3), isRight: boolean() })
  assert(
    property(array(candidate, { minLength: 1, maxLength: 6 }), (candidates) => {
      const scores = candidates.map(({ score }) => score)
      const resolved = candidates.map(({ isRight }) => isRight)
      for (let k = 1; k <= candidates.length; k++) {
        const subsets = subsetsOf(candidates.length, k, { seed: 0, atMost: 100 })
        const taken = subsets.map((subset) => {
          const most = Math.max(...subset.map((index) => scores[index] ?? 0))
          return shareResolved(
            subset.filter((index) => scores[index] !== null && scores[index] === most),
            resolved,
          )
        })
        const share = taken.reduce((sum, each) => sum + each, 0) / taken.length
        expect(rankedAtK(scores, resolved, k)).toBeCloseTo(share, 10)
      }
    }),
  )
})
