import { describe, expect, it } from 'vitest'
import { compareRuns, summariseRun, type GradedInstance } from './index.ts'

function graded(instanceId: string, outcome: GradedInstance['outcome'], more = {}): GradedInstance {
  return { instanceId, repo: instanceId.split('-')[0] ?? '', outcome, ...more }
}

describe('summariseRun', () => {
  const summary = summariseRun([
    graded('a-1', 'resolved', { createdAt: '2019-05-01T00:00:00Z', difficulty: '1-4 hours' }),
    graded('a-2', 'infra', { createdAt: '2019-06-01' }),
    graded('b-1', 'unresolved', { createdAt: '2021-06-01' }),
    graded('b-2', 'missing', { createdAt: '1559347200' }),
  ])

  it('keeps what has no verdict in the denominator, counted apart', () => {
    expect(summary.all).toMatchObject({ resolved: 1, total: 4 })
    expect(summary.outcomes).toEqual({ resolved: 1, unresolved: 1, empty: 0, error: 0, infra: 1, missing: 1 })
  })

  it('groups by repository, difficulty and year, each where it is known', () => {
    expect(summary.byRepo.map(({ name, resolved, total }) => [name, resolved, total])).toEqual([
      ['a', 1, 2],
      ['b', 0, 2],
    ])
    expect(summary.byDifficulty.map(({ name, total }) => [name, total])).toEqual([['1-4 hours', 1]])
    expect(summary.byYear.map(({ name, total }) => [name, total])).toEqual([
      ['2019', 2],
      ['2021', 1],
    ])
  })
})

describe('compareRuns', () => {
  it('sets instances against each other and leaves out what has no verdict', () => {
    const first = [
      graded('1', 'resolved'),
      graded('2', 'resolved'),
      graded('3', 'empty'),
      graded('4', 'infra'),
    ]
    const second = [
      graded('1', 'resolved'),
      graded('2', 'unresolved'),
      graded('3', 'error'),
      graded('4', 'resolved'),
    ]
    expect(compareRuns([...first, graded('5', 'resolved')], second)).toEqual({
      both: ['1'],
      onlyFirst: ['2'],
      onlySecond: [],
      neither: ['3'],
      leftOut: ['4', '5'],
      p: 1,
    })
  })

  it('calls a one-sided difference unlikely', () => {
    const ids = Array.from({ length: 10 }, (_, index) => String(index))
    const { p } = compareRuns(
      ids.map((id) => graded(id, 'resolved')),
      ids.map((id) => graded(id, 'unresolved')),
    )
    expect(p).toBeCloseTo(0.00195, 5)
  })
})
