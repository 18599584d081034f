import { describe, expect, it } from 'vitest'
import { isPlausible, leastBad, type AttemptCheck } from './attempt-check.ts'

const good: AttemptCheck = { hasPatch: true, edits: true, lint: true, tests: true }
const nothing: AttemptCheck = { hasPatch: false, edits: null, lint: null, tests: null }

describe('isPlausible', () => {
  it.each<[string, Partial<AttemptCheck>]>([
    ['left no patch', { hasPatch: false }],
    ['has edits that did not apply', { edits: false }],
    ['does not lint', { lint: false }],
    ['was linted by nobody', { lint: null }],
    ['fails tests', { tests: false }],
    ['saw no tests', { tests: null }],
  ])('refuses one that %s', (_, change) => {
    expect(isPlausible(good)).toBe(true)
    expect(isPlausible({ ...good, ...change })).toBe(false)
  })
})

describe('leastBad', () => {
  const failing = { ...good, tests: false }
  it.each<[string, readonly AttemptCheck[], number, number]>([
    ['edited and lints, whatever tests say', [nothing, failing, failing], 1, 1],
    [
      'edited in part and lints',
      [
        { ...failing, lint: false },
        { ...failing, edits: false },
      ],
      1,
      2,
    ],
    [
      'edited and does not lint',
      [
        { ...failing, edits: false, lint: false },
        { ...failing, lint: false },
      ],
      1,
      3,
    ],
    ['edited in part', [nothing, { ...nothing, hasPatch: true }], 1, 4],
    ['the first where no one did anything', [nothing, nothing], 0, 5],
  ])('takes one that %s', (_, checks, at, level) => {
    expect(leastBad(checks, 'code')).toMatchObject({ at, level })
    expect(leastBad(checks, 'article')).toMatchObject({ at, level })
  })

  it('takes edits that leave no patch by the order of the article alone', () => {
    const checks = [{ ...failing, hasPatch: false }, failing]
    expect(leastBad(checks, 'article')).toMatchObject({ at: 0, level: 1 })
    expect(leastBad(checks, 'code')).toMatchObject({ at: 1, level: 1 })
  })

  it('takes none of none', () => {
    expect(leastBad([], 'code')).toBeNull()
  })
})
