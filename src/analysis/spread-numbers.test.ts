import { expect, it } from 'vitest'
import { spreadNumbers } from './spread-numbers.ts'

it.each([
  [0, []],
  [1, [1]],
  [6, [1, 2, 3, 4, 5, 6]],
  [8, [1, 2, 3, 5, 8]],
  [10, [1, 2, 3, 4, 6, 10]],
  [100, [1, 3, 6, 16, 40, 100]],
])('of %i', (last, expected) => {
  expect(spreadNumbers(last)).toEqual(expected)
})
