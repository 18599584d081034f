import { describe, expect, it } from 'vitest'
import { fakeObservations, type FakePool } from '../fake-observations.ts'
import { rankByVotes, tiedAtTop } from './plain-votes.ts'
import { rankClasses } from './rank-classes.ts'
import { weighTests } from './weigh-tests.ts'

describe('plain votes, as the paper counts them', () => {
  const patches = [
    { patch: 'long patch', votes: 2 },
    { patch: 'short', votes: 2 },
    { patch: 'short', votes: 2 },
    { patch: 'third', votes: 2 },
    { patch: 'best, and longest of all', votes: 3 },
    { patch: 'x', votes: 0 },
  ]

  it('go by votes, then length, then order, and show each text once', () => {
    expect(rankByVotes(patches)).toEqual([4, 1, 3, 0, 5])
  })

  it('hand on the first three', () => {
    expect(rankByVotes(patches).slice(0, 3)).toEqual([4, 1, 3])
  })

  it('know which are tied at the top, equal texts included', () => {
    expect(tiedAtTop(patches)).toEqual([4])
    expect(tiedAtTop(patches.slice(0, 4))).toEqual([0, 1, 2, 3])
  })
})

describe('weights of tests', () => {
  const column = (...passes: readonly (boolean | null)[]) => ({ share: 1, passes })

  it('are higher for tests that agree with the others than for one that does not', () => {
    const good = [true, true, false, false]
    const weights = weighTests([
      column(...good),
      column(...good),
      column(...good),
      column(...good.toReversed()),
    ])
    expect(weights[0]).toBeGreaterThan(0.6)
    expect(weights[3]).toBeLessThan(0.4)
  })

  it('are those of the unknown for a test that stands alone', () => {
    expect(weighTests([column(true, false)])).toEqual([0.5])
    expect(weighTests([])).toEqual([])
  })
})

const best = (pool: FakePool): string => {
  const observations = fakeObservations(pool)
  return (
    observations.matrix.patches[rankClasses(observations).classes[0]?.patch ?? -1]?.patch.trim() ?? 'none'
  )
}

describe('classes in the order of belief', () => {
  it('gate by existing tests, whatever the votes', () => {
    expect(
      best({
        patches: ['voted', 'clean'],
        tests: [
          { base: 'present', on: ['fixed', 'present'] },
          { text: 'quite another', base: 'present', on: ['fixed', 'present'] },
        ],
        broken: [['t1'], []],
      }),
    ).toBe('clean')
  })

  it('do not hear tests that pass on the base', () => {
    expect(
      best({
        patches: ['a', 'b'],
        tests: [
          { text: 'one', base: 'fixed', on: ['present', 'fixed'] },
          { text: 'two', base: 'fixed', on: ['present', 'fixed'] },
          { text: 'three', base: 'present', on: ['fixed', 'present'] },
        ],
      }),
    ).toBe('a')
  })

  it('give tests that repeat each other one vote', () => {
    const same = 'import shop\nassert shop.total([1, 2]) == 3\nassert shop.total([]) == 0\nprint("well")\n'
    const pool = (texts: readonly string[]): FakePool => ({
      patches: ['often', 'rarely'],
      tests: [
        ...texts.map((text) => ({ text, base: 'present', on: ['fixed', 'present'] })),
        { text: 'a = 1', base: 'present', on: ['present', 'fixed'] },
        { text: 'b = 2\nc = 3', base: 'present', on: ['present', 'fixed'] },
      ],
    })
    expect(best(pool([same, `${same}# again\n`, `# and again\n${same}`]))).toBe('rarely')
    expect(best(pool([same, 'd = 4', 'while e: f()']))).toBe('often')
  })

  it('count what more attempts arrived at', () => {
    expect(best({ patches: ['lone', 'x = 1', 'x  =  1'] })).toBe('x = 1')
  })

  it('hear a test less where only its own attempt passes it', () => {
    const own = (attemptIndex: number) => ({ from: 'attempt', attemptIndex }) as const
    expect(
      best({
        patches: ['a', 'b'],
        tests: [
          { text: 'one', origin: own(0), base: 'present', on: ['fixed', 'present'] },
          { text: 'two two', origin: own(2), base: 'present', on: ['present', 'fixed'] },
        ],
      }),
    ).toBe('b')
  })

  it('add up to a belief of 1', () => {
    const { classes } = rankClasses(fakeObservations({ patches: ['a', 'b', 'c'] }))
    expect(classes.reduce((sum, { posterior }) => sum + posterior, 0)).toBeCloseTo(1)
  })
})
