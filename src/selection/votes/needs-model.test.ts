import { expect, it } from 'vitest'
import { fakeObservations, type FakePool } from '../fake-observations.ts'
import { classesLeft, needsModel } from './needs-model.ts'
import { rankClasses } from './rank-classes.ts'

const rank = (pool: FakePool) => rankClasses(fakeObservations(pool))
const certain = {
  patches: ['a', 'b'],
  tests: ['one', 'two of them', 'and three, as good as these'].map((text) => ({
    text,
    base: 'present',
    on: ['fixed', 'present'],
  })),
}

it.each([
  ['nothing sets classes apart', { patches: ['a', 'b'] }, true],
  ['one class is left', { patches: ['a', 'a '] }, false],
  ['nothing applies', { patches: [] }, false],
  ['votes are clear', certain, false],
  ['one of two has no fault', { patches: ['a', 'b'], broken: [[], ['t']] }, false],
  ['two of three have none', { patches: ['a', 'b', 'c'], broken: [[], ['t'], []] }, true],
])('knows whether a model is needed where %s', (_, pool, needed) => {
  expect(needsModel(rank(pool))).toBe(needed)
})

it('takes another bound', () => {
  expect(needsModel(rank(certain), { below: 0.9999 })).toBe(true)
  expect(needsModel(rank({ patches: ['a', 'b'] }), { below: 0.4 })).toBe(false)
})

it('leaves classes with faults only where all have some', () => {
  const left = (broken: readonly (readonly string[])[]) =>
    classesLeft(rank({ patches: ['a', 'b'], broken })).map(({ patch }) => patch)
  expect(left([['t'], []])).toEqual([1])
  expect(left([['t', 'u'], ['t']])).toEqual([0, 1])
})
