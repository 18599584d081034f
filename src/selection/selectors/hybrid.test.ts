import { expect, it } from 'vitest'
import { fakeObservations, type FakePool } from '../fake-observations.ts'
import type { Observations } from '../observe/observe-pool.ts'
import { hybrid } from './hybrid.ts'

const pool: FakePool = {
  patches: ['a', 'b', 'c', 'd'],
  tests: [
    { base: 'present', on: ['fixed', 'present', 'fixed', 'fixed'] },
    { base: 'present', on: ['present', 'present', 'fixed', 'fixed'] },
  ],
}
const select = (change: Partial<Observations>, seen: FakePool = pool) =>
  hybrid.select({} as never, { ...fakeObservations(seen), ...change }, {} as never)

it('lets the verifier leave out, and tests decide', async () => {
  expect(await select({ verifier: [2, 1, 0, -9] })).toMatchObject({
    ranking: [2, 0, 1, 3],
    chosen: 2,
    decidedBy: 'votes',
    reason: expect.stringContaining('left out, since nothing is known of them: existing tests'),
  })
})

it('goes by execution alone without a verifier, and says what is left out', async () => {
  expect(await select({})).toMatchObject({
    chosen: 2,
    decidedBy: 'order',
    reason:
      'the first of 2 that nothing sets apart; left out, since nothing is known of them: existing tests, verifier',
  })
})

it('lets the verifier tell equals apart', async () => {
  expect(await select({ verifier: [1, 0, 2, 3] })).toMatchObject({ chosen: 3, decidedBy: 'verifier' })
})

it('chooses nothing of nothing', async () => {
  expect(await select({}, { patches: [] })).toMatchObject({ chosen: null, reason: 'no patch applies' })
})
