import { expect, it } from 'vitest'
import { difference, type ScoredShare } from './measure.ts'

const share = (byInstance: readonly number[]): ScoredShare => ({
  value: 0,
  interval: { low: 0, high: 0 },
  byInstance,
})

it('sets rounds against each other instance by instance', () => {
  const { value, interval } = difference(share([1, 1, 0, 1]), share([1, 0, 0, 1]))
  expect(value).toBe(0.25)
  expect(interval.low).toBe(0)
  expect(interval.high).toBeGreaterThan(0.25)
})

it('finds no difference where there is none', () => {
  const same = share([1, 0, 0.5])
  expect(difference(same, same)).toEqual({ value: 0, interval: { low: 0, high: 0 } })
})
