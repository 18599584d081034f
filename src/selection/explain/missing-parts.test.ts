import { expect, it } from 'vitest'
import { fakeObservations } from '../fake-observations.ts'
import { missingParts } from './missing-parts.ts'

it('names what a choice had nothing of', () => {
  expect(missingParts(fakeObservations({ patches: ['a', 'b'] }), { hasModel: false })).toEqual([
    'existing tests',
    'generated tests that may vote',
    'verifier',
    'model',
  ])
})

it('names nothing where there is something of everything', () => {
  const seen = fakeObservations({
    patches: ['a', 'b'],
    tests: [{ base: 'present', on: ['fixed', 'present'] }],
    broken: [[], ['t']],
  })
  expect(missingParts({ ...seen, verifier: [0, 0] }, { hasModel: true })).toEqual([])
})

it('takes a test that has no voice for none', () => {
  const seen = fakeObservations({ patches: ['a'], tests: [{ base: 'fixed', on: ['fixed'] }], broken: [[]] })
  expect(missingParts({ ...seen, verifier: [0] }, { hasModel: true })).toEqual([
    'generated tests that may vote',
  ])
})
