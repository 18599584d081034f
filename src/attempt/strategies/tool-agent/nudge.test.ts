import { expect, it } from 'vitest'
import { nudge } from './nudge.ts'

it('a nudge names the way out from the second reply without a call on', () => {
  expect([1, 2, 3].map((count) => nudge(count).includes('`finish`'))).toEqual([false, true, true])
})
