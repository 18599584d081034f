import { expect, it } from 'vitest'
import { halfSampleDeviation } from './half-sample.ts'

const outcomes = (right: number, of: number): readonly number[] =>
  Array.from({ length: of }, (_, at) => (at < right ? 1 : 0))

it.each([
  [103, 431, 2.1],
  [103, 500, 1.8],
])('reproduces the figure that SWE-Gym prints for %i of %i', (right, of, points) => {
  expect(100 * halfSampleDeviation(outcomes(right, of), { seed: 1 })).toBeCloseTo(points, 0)
  expect(Math.abs(100 * halfSampleDeviation(outcomes(right, of), { seed: 1 }) - points)).toBeLessThan(0.1)
})

it('is nothing for what cannot be halved', () => {
  expect(halfSampleDeviation([1], { seed: 1 })).toBeNaN()
})
