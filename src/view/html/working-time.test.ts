import { expect, it } from 'vitest'
import type { RunEvent } from '../../domain/index.ts'
import { workingTime } from './working-time.ts'

const resumed = (attemptIndex: number, at: number, awayMs: number): RunEvent => ({
  type: 'attempt',
  attemptIndex,
  at,
  event: { type: 'resumed', awayMs },
})

it('leaves out what all attempts were stopped for, and nothing else', () => {
  const events = [resumed(0, 1_000, 900), resumed(1, 1_010, 800), resumed(0, 5_000, 1_000)]
  const timeOf = workingTime(events)
  expect([0, 100, 210, 500, 1_000, 1_010, 4_000, 4_500, 5_000, 5_100].map(timeOf)).toEqual([
    0, 100, 210, 210, 210, 220, 3_210, 3_210, 3_210, 3_310,
  ])
  expect(workingTime([])(7)).toBe(7)
})
