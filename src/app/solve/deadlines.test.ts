import { expect, it } from 'vitest'
import { deadlinesOf, signalAt } from './deadlines.ts'

it('leaves time for a choice where there is one', () => {
  const minute = 60_000
  expect(deadlinesOf({ startedAt: 5, maxMinutes: 20, chooses: true, each: false })).toEqual({
    attempts: 5 + 17 * minute,
    selection: 5 + 20 * minute,
  })
  expect(deadlinesOf({ startedAt: 0, maxMinutes: 20, chooses: false, each: false }).attempts).toBe(
    20 * minute,
  )
})

it('takes a deadline beyond all timers for a far one', () => {
  expect(signalAt(Number.MAX_SAFE_INTEGER).aborted).toBe(false)
})

it('sets no end to a whole whose attempts have the time for themselves', () => {
  expect(deadlinesOf({ startedAt: 5, maxMinutes: 20, chooses: true, each: true })).toEqual({
    attempts: Infinity,
    selection: Infinity,
  })
})
