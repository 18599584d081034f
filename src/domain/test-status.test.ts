import { describe, expect, it } from 'vitest'
import { compareTests, type TestStatus } from './test-status.ts'

const compareOne = (before: TestStatus | undefined, after: TestStatus | undefined): string => {
  const mapOf = (status: TestStatus | undefined) => new Map(status === undefined ? [] : [['t', status]])
  const comparison = compareTests(mapOf(before), mapOf(after))
  return Object.entries(comparison).find(([, tests]) => tests.length > 0)?.[0] ?? 'nothing'
}

describe('compareTests', () => {
  it.each<[TestStatus | undefined, TestStatus | undefined, string]>([
    ['failed', 'passed', 'fixed'],
    ['error', 'xfail', 'fixed'],
    ['passed', 'failed', 'broken'],
    ['passed', undefined, 'broken'],
    ['passed', 'skipped', 'broken'],
    ['skipped', 'failed', 'broken'],
    [undefined, 'error', 'broken'],
    ['failed', 'error', 'stillFailing'],
    ['failed', undefined, 'stillFailing'],
    ['passed', 'xfail', 'stillPassing'],
    ['skipped', 'skipped', 'nothing'],
    [undefined, 'passed', 'nothing'],
  ])('%s before and %s after is %s', (before, after, expected) => {
    expect(compareOne(before, after)).toBe(expected)
  })

  it('neither blames nor praises for a flaky test', () => {
    const comparison = compareTests(new Map([['t', 'passed']]), new Map([['t', 'failed']]), {
      flaky: new Set(['t']),
    })
    expect(comparison).toMatchObject({ broken: [], flaky: ['t'] })
  })
})
