import { expect, it } from 'vitest'
import { fakeObservations, type FakePool } from '../fake-observations.ts'
import { judgeTests } from '../tests/judge-tests.ts'
import { separationsOf } from '../explain/separations.ts'

const classesOf = (pool: FakePool) =>
  fakeObservations(pool).classes.map(({ patches, by }) => `${patches.join('+')} ${by}`)

it('joins patches whose code is the same', () => {
  expect(classesOf({ patches: ['x=1', 'y=2', 'x = 1'] })).toEqual(['0+2 text', '1 lone'])
})

it('joins patches that did the same wherever anyone looked', () => {
  const tests = [{ base: 'present', on: ['fixed: 4', 'fixed: 4', 'fixed: 5'] }]
  expect(classesOf({ patches: ['a', 'b', 'c'], tests })).toEqual(['0+1 behaviour', '2 lone'])
})

it('does not join patches that no test told from the base', () => {
  const tests = [{ base: 'present', on: ['present', 'present'] }]
  expect(classesOf({ patches: ['a', 'b'], tests })).toEqual(['0 lone', '1 lone'])
})

it('looks at verdicts alone where equal runs print different things', () => {
  const tests = [{ base: 'present', on: [['fixed: 1', 'fixed: 2'], 'fixed: 3'] }]
  expect(classesOf({ patches: ['a', 'b'], tests })).toEqual(['0+1 behaviour'])
})

it('keeps patches apart that break different tests', () => {
  const tests = [{ base: 'present', on: ['fixed', 'fixed'] }]
  expect(classesOf({ patches: ['a', 'b'], tests, broken: [[], ['t']] })).toEqual(['0 lone', '1 lone'])
})

it('says of each test why it has no voice', () => {
  const { matrix } = fakeObservations({
    patches: ['a', 'b'],
    tests: [
      { text: 'passes always', base: 'fixed', on: ['fixed', 'fixed'] },
      { text: 'never', base: 'present', on: ['present', 'crashed'] },
      { text: 'now so now so', base: 'present', on: [['fixed', 'present'], 'present'] },
      { text: 'good', base: 'present', on: ['fixed', 'present'] },
    ],
  })
  expect(judgeTests(matrix).map(({ noVote }) => noVote)).toEqual([
    'passes-on-base',
    'fails-everywhere',
    'flaky',
    null,
  ])
})

it('shows what separates two classes, by the shortest lines that differ', () => {
  const observations = fakeObservations({
    patches: ['a', 'b', 'c'],
    tests: [
      {
        text: 'one',
        base: 'present',
        on: ['fixed: a long line of output', 'present: another long line', 'fixed: a long line of output'],
      },
      { text: 'two', base: 'present', on: ['fixed: 4', 'fixed: 5', 'fixed: 4'] },
    ],
    broken: [[], [], ['t']],
  })
  expect(separationsOf(observations, [0, 1, 2])).toEqual([
    { classes: [0, 1], tests: [0, 1], existing: [], shortest: { test: 1, lines: ['4', '5'] }, call: null },
    { classes: [0, 2], tests: [], existing: ['t'], shortest: null, call: null },
    { classes: [1, 2], tests: [0, 1], existing: ['t'], shortest: { test: 1, lines: ['5', '4'] }, call: null },
  ])
})

it('says when nothing separates two classes', () => {
  expect(separationsOf(fakeObservations({ patches: ['a', 'b'] }), [0, 1])).toEqual([
    { classes: [0, 1], tests: [], existing: [], shortest: null, call: null },
  ])
})
