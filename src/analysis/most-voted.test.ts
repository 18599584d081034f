import { describe, expect, it } from 'vitest'
import { mostVoted, shareResolved } from './most-voted.ts'

const yes = true
const no = false
const passes = [
  [yes, no, yes],
  [yes, yes, no],
  [no, yes, no],
]

describe('mostVoted', () => {
  it('counts only the tests and patches offered, and gives all that are tied', () => {
    expect(mostVoted([0, 1, 2], passes, [yes, yes, yes])).toEqual([0, 1])
    expect(mostVoted([0, 2], passes, [yes, yes, yes])).toEqual([0, 2])
    expect(mostVoted([1, 2], passes, [yes, yes, yes])).toEqual([1])
  })

  it('lets the test of a sample without a patch vote', () => {
    expect(mostVoted([0, 1, 2], passes, [no, yes, yes])).toEqual([1])
    expect(mostVoted([0, 2], passes, [no, no, no])).toEqual([])
  })

  it('ties all where no test passes', () => {
    expect(mostVoted([0, 1], [[], []], [yes, yes])).toEqual([0, 1])
  })
})

describe('shareResolved', () => {
  it('is the mean over the tied, 0 for none', () => {
    expect(shareResolved([0, 2], [yes, yes, no])).toBe(0.5)
    expect(shareResolved([], [yes])).toBe(0)
  })
})
