import { expect, it } from 'vitest'
import { createAttemptClock } from './attempt-clock.ts'

it('has the times of the record, then those of the clock, and tells of what lies between', () => {
  let present = 9_000
  const resumed: { readonly at: number; readonly awayMs: number }[] = []
  const clock = createAttemptClock({
    clock: { now: () => present },
    recordedSince: 100,
    onResumed: (awayMs) => resumed.push({ at: clock.now(), awayMs }),
  })
  expect(clock.now()).toBe(100)
  clock.see({ askedAt: 100, answeredAt: 150, awayMs: 0 })
  expect(clock.now()).toBe(150)
  clock.see({ askedAt: 4_000, answeredAt: 4_020, awayMs: 3_850 })
  expect(clock.now()).toBe(4_020)
  clock.see({ askedAt: 9_000, answeredAt: null, awayMs: 4_980 })
  present = 9_001
  expect(clock.now()).toBe(9_001)
  expect(resumed).toEqual([
    { at: 4_000, awayMs: 3_850 },
    { at: 9_000, awayMs: 4_980 },
  ])
})

it('has the times of the clock where there is no record', () => {
  const clock = createAttemptClock({
    clock: { now: () => 5 },
    recordedSince: null,
    onResumed: () => undefined,
  })
  expect(clock.now()).toBe(5)
})
